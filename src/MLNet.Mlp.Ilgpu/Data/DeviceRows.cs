using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>A copy of rows in the memory of the device, until other rows come: their features, targets and weights.
/// </summary>
internal sealed class DeviceRows(Gpu gpu) : IDisposable
{
    private readonly Uploader _uploader = new(gpu);
    private readonly GrowingBuffer<float> _features = new(gpu), _numbers = new(gpu), _rowWeights = new(gpu);
    private readonly GrowingBuffer<int> _columns = new(gpu), _labels = new(gpu);
    private readonly GrowingBuffer<long> _rowStarts = new(gpu);

    // What is there. Rows are only ever appended, or removed all at once.
    private LabeledRows? _data;
    private int _generation;

    private SparseView _sparse;
    private MatrixView _matrix;
    private TargetsView _targets;

    public int RowCount { get; private set; }

    public bool IsSparse => _data?.Features is SparseFeatures;

    /// <summary>The features, where they are dense.</summary>
    public MatrixView Features => !IsSparse ? _matrix : throw new InvalidOperationException("The rows are sparse.");

    /// <summary>The features, where they are sparse.</summary>
    public SparseView Sparse => IsSparse ? _sparse : throw new InvalidOperationException("The rows are dense.");

    /// <summary>The non-zeros of some of the rows, where they are sparse.</summary>
    public long NonZeroCount(ReadOnlySpan<int> rows)
    {
        var features = (SparseFeatures)_data!.Features;
        long count = 0;
        foreach (var row in rows) count += features[row].Columns.Length;
        return count;
    }

    /// <summary>The targets and the weights of the rows.</summary>
    /// <param name="classWeights">See <see cref="TargetsView"/>.</param>
    public TargetsView Targets(ArrayView<float> classWeights) =>
        new(_targets.Labels, _targets.Numbers, _targets.RowWeights, classWeights);

    /// <summary>Copies rows to the device, in the order of the stream; nothing is done where they are there already.
    /// Views of what was there before are no longer valid.</summary>
    public void Load(LabeledRows data)
    {
        if (ReferenceEquals(data, _data) && (data.Generation, data.RowCount) == (_generation, RowCount)) return;
        _data = null; // Whatever happens, what was there is no more.
        RowCount = data.RowCount;
        if (data.Features is SparseFeatures sparse) _sparse = Load(sparse);
        else if (data.Features is FeatureMatrix dense)
            _matrix = Load(_features, RowCount, dense.ColumnCount, new FeatureRows(dense));
        _targets = new TargetsView(
            LoadLabels(data.Targets), LoadNumbers(data.Targets), LoadWeights(data), _rowWeights.First(0));
        (_data, _generation) = (data, data.Generation);
    }

    public void Dispose()
    {
        _uploader.Dispose();
        _features.Dispose();
        _numbers.Dispose();
        _rowWeights.Dispose();
        _columns.Dispose();
        _labels.Dispose();
        _rowStarts.Dispose();
    }

    /// <summary>Where dense rows come from.</summary>
    private interface IRows
    {
        ReadOnlySpan<float> this[int row] { get; }
    }

    private readonly struct FeatureRows(FeatureMatrix features) : IRows
    {
        public ReadOnlySpan<float> this[int row] => features[row];
    }

    private readonly struct TargetRows(TargetMatrix targets) : IRows
    {
        public ReadOnlySpan<float> this[int row] => targets[row];
    }

    private MatrixView Load<TRows>(GrowingBuffer<float> buffer, int rowCount, int columnCount, TRows rows)
        where TRows : struct, IRows
    {
        var stride = DeviceMatrix.Pad(columnCount);
        var view = buffer.Reserve((long)rowCount * stride);
        var upload = _uploader.To(view);
        for (var row = 0; row < rowCount; row++)
        {
            upload.Append(rows[row]);
            upload.Fill(0, stride - columnCount); // Other rows may have been there.
        }
        upload.Finish();
        return new MatrixView(view, rowCount, columnCount, stride);
    }

    private SparseView Load(SparseFeatures features)
    {
        var rowCount = features.RowCount;
        var rowStarts = _rowStarts.Reserve(rowCount + 1L);
        var starts = _uploader.To(rowStarts);
        long start = 0;
        var longestRow = 0;
        for (var row = 0; row < rowCount; row++)
        {
            var length = features[row].Columns.Length;
            starts.Append(start);
            start += length;
            longestRow = Math.Max(longestRow, length);
        }
        starts.Append(start);
        starts.Finish();

        var (columnView, valueView) = (_columns.Reserve(start), _features.Reserve(start));
        var columns = _uploader.To(columnView);
        for (var row = 0; row < rowCount; row++) columns.Append(features[row].Columns);
        columns.Finish();
        var values = _uploader.To(valueView);
        for (var row = 0; row < rowCount; row++) values.Append(features[row].Values);
        values.Finish();
        return new SparseView(rowStarts, columnView, valueView, features.ColumnCount, longestRow);
    }

    private ArrayView<int> LoadLabels(Targets targets)
    {
        if (targets is not ClassLabels classes) return _labels.First(0);
        var view = _labels.Reserve(RowCount);
        var upload = _uploader.To(view);
        upload.Append(classes.Labels);
        upload.Finish();
        return view;
    }

    private MatrixView LoadNumbers(Targets targets) => targets is TargetMatrix matrix
        ? Load(_numbers, RowCount, matrix.ColumnCount, new TargetRows(matrix))
        : new MatrixView(_numbers.First(0), 0, 0, 0);

    private ArrayView<float> LoadWeights(LabeledRows data)
    {
        if (data.Weights.IsEmpty) return _rowWeights.First(0);
        var view = _rowWeights.Reserve(RowCount);
        var upload = _uploader.To(view);
        upload.Append(data.Weights);
        upload.Fill(1, RowCount - data.Weights.Length);
        upload.Finish();
        return view;
    }
}
