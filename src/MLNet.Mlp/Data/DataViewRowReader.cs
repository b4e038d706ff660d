using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Reads the rows of a data view once, and skips those that cannot be trained on: with a missing label, a
/// weight that is not positive and finite, or a NaN or infinite feature. A row with several faults counts by the first
/// of these.</summary>
internal sealed class DataViewRowReader : IDisposable
{
    private const int RowsBetweenChecks = 1024;

    private readonly DataViewRowCursor _cursor;
    private readonly TrainingColumns _columns;
    private readonly RowTally _tally;
    private readonly CancellationToken _cancellationToken;
    private readonly LabelReader _label;
    private readonly ValueGetter<float>? _getWeight;
    private readonly ValueGetter<VBuffer<float>> _getFeatures;
    private VBuffer<float> _features;
    private float _weight = 1;

    // Where a row is copied that comes sparse and becomes dense: zeros between two such rows.
    private float[] _dense = [];

    // The non-zeros of a row that comes dense and becomes sparse, and room for those of others.
    private float[] _values = [];
    private int[] _indices = [];

    public DataViewRowReader(
        DataViewRowCursor cursor, TrainingColumns columns, RowTally tally, CancellationToken cancellationToken)
    {
        (_cursor, _columns, _tally, _cancellationToken) = (cursor, columns, tally, cancellationToken);
        _label = columns.Task.CreateReader(cursor, columns.Label);
        if (columns.Weight is { } weight) _getWeight = cursor.GetGetter<float>(weight);
        _getFeatures = cursor.GetGetter<VBuffer<float>>(columns.Features);
    }

    /// <summary>The number of the row at hand, from 0, in the data view.</summary>
    public long Row { get; private set; } = -1;

    /// <summary>Goes to the next row that can be trained on; false after the last.</summary>
    /// <exception cref="OperationCanceledException">Reading was canceled.</exception>
    public bool MoveNext()
    {
        while (_cursor.MoveNext())
        {
            Row++;
            if (Row % RowsBetweenChecks == 0) _cancellationToken.ThrowIfCancellationRequested();
            if (Accept()) return true;
        }
        return false;
    }

    /// <summary>Appends the row at hand.</summary>
    public void AppendTo(LabeledRows rows)
    {
        var values = _features.GetValues();
        if (rows.Features is SparseFeatures)
        {
            if (!_features.IsDense) _label.Append(rows, _features.GetIndices(), values, _weight);
            else AppendNonZeros(rows, values);
        }
        else if (_features.IsDense)
        {
            _label.Append(rows, values, _weight);
        }
        else
        {
            AppendDense(rows, _features.GetIndices(), values);
        }
    }

    public void Dispose() => _cursor.Dispose();

    private bool Accept()
    {
        if (!_label.TryRead())
        {
            _tally.MissingLabels++;
            return false;
        }
        _getWeight?.Invoke(ref _weight);
        if (_weight == 0)
        {
            _tally.ZeroWeights++;
            return false;
        }
        if (!(_weight > 0 && float.IsFinite(_weight)))
        {
            _tally.BadWeights++;
            return false;
        }
        _getFeatures(ref _features);
        if (_features.Length != _columns.FeatureCount)
            throw InputColumns.WrongLength(
                "feature", _columns.Features.Name, _columns.FeatureCount, _features.Length, Row);
        InputColumns.CheckIndices(_features, _columns.Features.Name);
        var values = _features.GetValues();
        // IsFiniteAll is false of no values, which a row has whose features are all zero.
        if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll(values))
        {
            _tally.BadFeatures++;
            return false;
        }
        _tally.Add(values);
        return true;
    }

    /// <summary>Puts the values among zeros, and takes them out again for the next row. VBuffer.CopyTo would walk
    /// through all features one by one.</summary>
    private void AppendDense(LabeledRows rows, ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        if (_dense.Length == 0) _dense = new float[_columns.FeatureCount];
        for (var i = 0; i < indices.Length; i++) _dense[indices[i]] = values[i];
        _label.Append(rows, _dense, _weight);
        foreach (var index in indices) _dense[index] = 0;
    }

    private void AppendNonZeros(LabeledRows rows, ReadOnlySpan<float> values)
    {
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == 0) continue;
            if (count == _values.Length)
            {
                Array.Resize(ref _values, Math.Max(16, 2 * count));
                Array.Resize(ref _indices, _values.Length);
            }
            (_values[count], _indices[count]) = (values[i], i);
            count++;
        }
        _label.Append(rows, _indices.AsSpan(0, count), _values.AsSpan(0, count), _weight);
    }
}
