using System.Runtime.InteropServices;

namespace MLNet.Mlp;

/// <summary>The class of each row. A network learns them one-hot, with an output for each class; or, where there are
/// two classes, as the number 0 or 1 with a single output.</summary>
public sealed class ClassLabels : Targets
{
    private readonly List<int> _labels = [];

    /// <summary>Creates an empty set.</summary>
    /// <param name="classCount">Number of classes, at least 2; labels are 0 .. classCount - 1.</param>
    public ClassLabels(int classCount)
    {
        Require.AtLeast(nameof(classCount), classCount, 2);
        ClassCount = classCount;
    }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public override int RowCount => _labels.Count;

    /// <summary>The class of each row, 0 .. <see cref="ClassCount"/> - 1.</summary>
    public ReadOnlySpan<int> Labels => CollectionsMarshal.AsSpan(_labels);

    internal override string Description => $"{ClassCount} classes";

    /// <summary>Appends the class of one more row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is not a class.</exception>
    public void Append(int label)
    {
        if ((uint)label >= (uint)ClassCount) Require.Throw(nameof(label), $"in [0, {ClassCount})", label);
        _labels.Add(label);
    }

    internal override bool Fits(int outputSize) => outputSize == ClassCount || (outputSize, ClassCount) == (1, 2);

    internal override void CopyRowTo(int row, Span<float> target)
    {
        var label = _labels[row];
        if (target.Length == 1)
        {
            target[0] = label;
            return;
        }
        target.Clear();
        target[label] = 1;
    }

    internal override void Clear() => _labels.Clear();
}
