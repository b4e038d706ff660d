using System.Runtime.InteropServices;

namespace MLNet.Mlp;

/// <summary>Rows to train on or to measure on: the features, the target and, if they differ, the weight of each.
/// </summary>
public sealed class LabeledRows
{
    private readonly List<float> _weights = [];

    /// <summary>Creates an empty set of rows with dense features and one class each.</summary>
    /// <param name="featureCount">Number of features of every row, at least 1.</param>
    /// <param name="classCount">Number of classes, at least 2; labels are 0 .. classCount - 1.</param>
    public LabeledRows(int featureCount, int classCount)
    {
        Require.AtLeast(nameof(featureCount), featureCount, 1);
        (Features, Targets) = (new FeatureMatrix(featureCount), new ClassLabels(classCount));
    }

    /// <summary>Joins features and targets, which may have rows already, as many of the one as of the other.</summary>
    public LabeledRows(Features features, Targets targets)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        (Features, Targets) = (features, targets);
    }

    /// <summary>The features, dense or sparse.</summary>
    public Features Features { get; }

    /// <summary>What is to be learned.</summary>
    public Targets Targets { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Features.RowCount;

    /// <summary>The class of each row, 0 .. <see cref="ClassCount"/> - 1.</summary>
    /// <exception cref="InvalidOperationException">The targets are numbers, not classes.</exception>
    public ReadOnlySpan<int> Labels => ClassTargets.Labels;

    /// <summary>Number of classes.</summary>
    /// <exception cref="InvalidOperationException">The targets are numbers, not classes.</exception>
    public int ClassCount => ClassTargets.ClassCount;

    /// <summary>The weight of each row; empty where all are 1. Rows beyond its end, which were appended to the features
    /// and targets themselves, have a weight of 1.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(_weights);

    private ClassLabels ClassTargets => Targets as ClassLabels ??
        throw new InvalidOperationException("These rows have numbers as targets, and no classes.");

    /// <summary>Appends one row of dense features and a class.</summary>
    /// <param name="features">As many features as the set has columns.</param>
    /// <param name="label">The class, in [0, <see cref="ClassCount"/>).</param>
    /// <param name="weight">What the row's loss is multiplied by; finite, zero or positive.</param>
    /// <exception cref="ArgumentException">The row does not fit; nothing is appended.</exception>
    /// <exception cref="InvalidOperationException">The set is one of other features or targets.</exception>
    public void Append(ReadOnlySpan<float> features, int label, float weight = 1)
    {
        var matrix = DenseFeatures(features);
        CheckWeight(weight);
        ClassTargets.Append(label);
        matrix.AppendRow(features);
        AppendWeight(weight);
    }

    /// <summary>Appends one row of dense features and targets.</summary>
    /// <inheritdoc cref="Append(ReadOnlySpan{float}, int, float)"/>
    /// <param name="features">As many features as the set has columns.</param>
    /// <param name="targets">As many numbers as the network has outputs.</param>
    /// <param name="weight">What the row's loss is multiplied by; finite, zero or positive.</param>
    public void Append(ReadOnlySpan<float> features, ReadOnlySpan<float> targets, float weight = 1)
    {
        var matrix = DenseFeatures(features);
        CheckWeight(weight);
        MatrixTargets.Append(targets);
        matrix.AppendRow(features);
        AppendWeight(weight);
    }

    /// <summary>Appends one row of sparse features and a class.</summary>
    /// <inheritdoc cref="Append(ReadOnlySpan{float}, int, float)"/>
    /// <param name="columns">The columns of the features that are not zero, increasing.</param>
    /// <param name="values">As many features.</param>
    /// <param name="label">The class, in [0, <see cref="ClassCount"/>).</param>
    /// <param name="weight">What the row's loss is multiplied by; finite, zero or positive.</param>
    public void AppendSparse(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int label, float weight = 1)
    {
        var classes = ClassTargets;
        CheckWeight(weight);
        if ((uint)label >= (uint)classes.ClassCount)
            Require.Throw(nameof(label), $"in [0, {classes.ClassCount})", label);
        SparseFeatures.AppendRow(columns, values);
        classes.Append(label);
        AppendWeight(weight);
    }

    /// <summary>Appends one row of sparse features and targets.</summary>
    /// <inheritdoc cref="Append(ReadOnlySpan{float}, int, float)"/>
    /// <param name="columns">The columns of the features that are not zero, increasing.</param>
    /// <param name="values">As many features.</param>
    /// <param name="targets">As many numbers as the network has outputs.</param>
    /// <param name="weight">What the row's loss is multiplied by; finite, zero or positive.</param>
    public void AppendSparse(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> values, ReadOnlySpan<float> targets, float weight = 1)
    {
        var matrix = MatrixTargets;
        CheckWeight(weight);
        if (targets.Length != matrix.ColumnCount)
            throw new ArgumentException(
                $"The row has {targets.Length} targets but the set has {matrix.ColumnCount}.", nameof(targets));
        SparseFeatures.AppendRow(columns, values);
        matrix.Append(targets);
        AppendWeight(weight);
    }

    /// <summary>The weight of a row.</summary>
    internal float Weight(int row) => row < _weights.Count ? _weights[row] : 1;

    /// <summary>Appends a row of another set of the same kinds of features and targets.</summary>
    internal void AppendFrom(LabeledRows other, int row)
    {
        if (other.Features is SparseFeatures sparse)
        {
            var (columns, values) = sparse[row];
            SparseFeatures.AppendRow(columns, values);
        }
        else
        {
            other.Features.CopyRowTo(row, ((FeatureMatrix)Features).AppendRow());
        }
        if (other.Targets is ClassLabels classes) ClassTargets.Append(classes.Labels[row]);
        else MatrixTargets.Append(((TargetMatrix)other.Targets)[row]);
        AppendWeight(other.Weight(row));
    }

    /// <summary>An empty set of the same kinds of features and targets.</summary>
    internal LabeledRows CreateEmpty() => new(
        Features is SparseFeatures ? new SparseFeatures(Features.ColumnCount) : new FeatureMatrix(Features.ColumnCount),
        Targets is ClassLabels classes
            ? new ClassLabels(classes.ClassCount)
            : new TargetMatrix(((TargetMatrix)Targets).ColumnCount));

    /// <summary>How often all rows were removed: a copy of rows is that of rows of the same number only.</summary>
    internal int Generation { get; private set; }

    /// <summary>Removes all rows and keeps their memory for the next ones.</summary>
    internal void Clear()
    {
        Generation++;
        Features.Clear();
        Targets.Clear();
        _weights.Clear();
    }

    private TargetMatrix MatrixTargets => Targets as TargetMatrix ??
        throw new InvalidOperationException("These rows have classes as targets, and no numbers.");

    private SparseFeatures SparseFeatures => Features as SparseFeatures ??
        throw new InvalidOperationException("These rows have dense features. Try Append.");

    private FeatureMatrix DenseFeatures(ReadOnlySpan<float> features)
    {
        var matrix = Features as FeatureMatrix ??
            throw new InvalidOperationException("These rows have sparse features. Try AppendSparse.");
        if (features.Length != matrix.ColumnCount)
            throw new ArgumentException(
                $"The row has {features.Length} features but the matrix has {matrix.ColumnCount} columns.",
                nameof(features));
        return matrix;
    }

    private static void CheckWeight(float weight) => Require.NonNegativeAndFinite(nameof(weight), weight);

    /// <summary>Weights are kept from the first that is not 1.</summary>
    private void AppendWeight(float weight)
    {
        if (_weights.Count == 0 && weight == 1) return;
        while (_weights.Count < RowCount - 1) _weights.Add(1);
        _weights.Add(weight);
    }
}
