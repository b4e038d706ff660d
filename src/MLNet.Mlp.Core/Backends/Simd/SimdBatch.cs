using System.Runtime.InteropServices;

namespace MLNet.Mlp.Backends;

/// <summary>The batch at hand: set by one thread, then read by all.</summary>
internal sealed unsafe class SimdBatch(int inputSize)
{
    /// <summary>Threads own so many rows or a multiple: the smaller tile of the matrix kernel.</summary>
    public const int RowUnit = 2;

    private int[] _rows = [];
    private nint[] _features = [];
    private SeenInputs? _seen;

    /// <summary>Where the rows are.</summary>
    public LabeledRows Data { get; private set; } = null!;

    /// <summary>The features where they are sparse, else null.</summary>
    public SparseFeatures? Sparse { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Size { get; private set; }

    /// <summary>Whether it is a step of training, and not an evaluation.</summary>
    public bool Training { get; private set; }

    /// <summary>The step of training, or the last one.</summary>
    public StepValues Step { get; set; }

    /// <summary>How many threads share the work.</summary>
    public int ThreadCount { get; set; }

    /// <summary>The inputs that the batch shows, in training with sparse features; else null.</summary>
    public SeenInputs? Seen { get; private set; }

    /// <summary>The row of <see cref="Data"/> that a row of the batch is.</summary>
    public int Row(int rowInBatch) => _rows[rowInBatch];

    /// <summary>Pointers to the dense features of each row, which are used where they are.</summary>
    public float** Features => (float**)Marshal.UnsafeAddrOfPinnedArrayElement(_features, 0);

    /// <summary>The rows of the batch that a thread owns.</summary>
    public (int Start, int End) RowsOf(int thread) => Partition.Of(Size, RowUnit, thread, ThreadCount);

    public void Load(LabeledRows data, ReadOnlySpan<int> rows, bool training)
    {
        if (data.Features.ColumnCount != inputSize)
            throw new ArgumentException(
                $"The network takes {inputSize} features but the rows have {data.Features.ColumnCount}.", nameof(data));
        if (_rows.Length < rows.Length) _rows = new int[rows.Length];
        rows.CopyTo(_rows);
        (Data, Sparse, Size, Training) = (data, data.Features as SparseFeatures, rows.Length, training);
        Seen = null;
        if (data.Features is FeatureMatrix matrix) LoadPointers(matrix, rows);
        if (Sparse is null || !training) return;
        Seen = _seen ??= new SeenInputs(inputSize);
        Seen.Load(Sparse, rows);
    }

    private void LoadPointers(FeatureMatrix matrix, ReadOnlySpan<int> rows)
    {
        if (_features.Length < rows.Length)
            _features = GC.AllocateUninitializedArray<nint>(rows.Length, pinned: true);
        for (var i = 0; i < rows.Length; i++) _features[i] = (nint)matrix.Pointer(rows[i]);
    }

    /// <summary>The number of features that are not known to be zero.</summary>
    public long CountFeatures()
    {
        if (Sparse is null) return (long)Size * inputSize;
        long count = 0;
        foreach (var row in _rows.AsSpan(0, Size)) count += Sparse[row].Columns.Length;
        return count;
    }
}
