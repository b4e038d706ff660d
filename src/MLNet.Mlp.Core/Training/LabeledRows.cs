namespace MLNet.Mlp;

/// <summary>Rows to train on or to measure on: features and the class of each row.</summary>
public sealed class LabeledRows
{
    private readonly List<int> _labels = [];

    /// <summary>Creates an empty set.</summary>
    /// <param name="featureCount">Number of features of every row, at least 1.</param>
    /// <param name="classCount">Number of classes, at least 2; labels are 0 .. classCount - 1.</param>
    public LabeledRows(int featureCount, int classCount)
    {
        Require.AtLeast(nameof(featureCount), featureCount, 1);
        Require.AtLeast(nameof(classCount), classCount, 2);
        Features = new FeatureMatrix(featureCount);
        ClassCount = classCount;
    }

    /// <summary>The features, one row for each label.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The class of each row, 0 .. <see cref="ClassCount"/> - 1.</summary>
    public ReadOnlySpan<int> Labels => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_labels);

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Features.RowCount;

    /// <summary>Appends one row.</summary>
    /// <exception cref="ArgumentException">The row has the wrong number of features.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label is not a class.</exception>
    public void Append(ReadOnlySpan<float> features, int label)
    {
        if ((uint)label >= (uint)ClassCount) Require.Throw(nameof(label), $"in [0, {ClassCount})", label);
        Features.AppendRow(features);
        _labels.Add(label);
    }
}
