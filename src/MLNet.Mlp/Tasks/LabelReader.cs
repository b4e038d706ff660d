using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>Reads the label of the row at hand, and appends it with the row's features to training rows.</summary>
internal abstract class LabelReader
{
    /// <summary>Reads the label; false if it is missing.</summary>
    /// <exception cref="InvalidOperationException">It has another length than its column promises.</exception>
    public abstract bool TryRead();

    /// <summary>Appends the label that was read last, and dense features.</summary>
    public abstract void Append(LabeledRows rows, ReadOnlySpan<float> features, float weight);

    /// <summary>Appends the label that was read last, and sparse features.</summary>
    public abstract void Append(
        LabeledRows rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, float weight);
}

/// <summary>Reads classes.</summary>
/// <param name="read">The class of the row at hand, or null if it is missing.</param>
internal sealed class ClassLabelReader(Func<int?> read) : LabelReader
{
    private int _label;

    public override bool TryRead()
    {
        if (read() is not { } label) return false;
        _label = label;
        return true;
    }

    public override void Append(LabeledRows rows, ReadOnlySpan<float> features, float weight) =>
        rows.Append(features, _label, weight);

    public override void Append(
        LabeledRows rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, float weight) =>
        rows.AppendSparse(columns, values, _label, weight);
}

/// <summary>Reads numbers. A row one of whose numbers is NaN or infinite has no label.</summary>
/// <param name="count">How many numbers a row has.</param>
/// <param name="read">Writes the numbers of the row at hand.</param>
internal sealed class NumberLabelReader(int count, Action<float[]> read) : LabelReader
{
    private readonly float[] _numbers = new float[count];

    public override bool TryRead()
    {
        read(_numbers);
        return TensorPrimitives.IsFiniteAll<float>(_numbers);
    }

    public override void Append(LabeledRows rows, ReadOnlySpan<float> features, float weight) =>
        rows.Append(features, _numbers, weight);

    public override void Append(
        LabeledRows rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, float weight) =>
        rows.AppendSparse(columns, values, _numbers, weight);
}
