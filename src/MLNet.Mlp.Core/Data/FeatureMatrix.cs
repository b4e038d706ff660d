using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLNet.Mlp;

/// <summary>Dense features. Rows are appended one by one into blocks, so a set of unknown size is read without ever
/// copying what has been read, and may exceed the largest array. Blocks are not moved, so that backends can use rows
/// where they are.</summary>
public sealed unsafe class FeatureMatrix : Features
{
    private const int BlockBytes = 4 << 20;

    private readonly List<float[]> _blocks = [];
    private readonly int _rowsPerBlock;

    // Floats from one row to the next. Rows a multiple of 1 KiB apart would fall into so few sets of the processor's
    // caches that a batch of them would not stay there.
    private readonly int _stride;

    /// <summary>Creates a matrix without rows.</summary>
    /// <param name="columnCount">Number of features of every row, at least 1.</param>
    public FeatureMatrix(int columnCount) : base(columnCount)
    {
        _stride = columnCount % 256 == 0 ? checked(columnCount + 16) : columnCount;
        _rowsPerBlock = (int)Math.Max(1, BlockBytes / sizeof(float) / (long)_stride);
    }

    /// <summary>One row, as a view: valid as long as the rows are kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            CheckRow(row);
            return At(row);
        }
    }

    /// <summary>One row, to be changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    internal Span<float> Change(int row)
    {
        CheckRow(row);
        return At(row);
    }

    /// <summary>Appends a row of zeros and returns it to be filled.</summary>
    public Span<float> AppendRow()
    {
        var row = RowCount;
        if (row / _rowsPerBlock == _blocks.Count)
            _blocks.Add(GC.AllocateArray<float>(checked(_rowsPerBlock * _stride), pinned: true));
        RowCount = checked(row + 1); // Not before there is memory for it.
        var features = At(row);
        features.Clear(); // It may hold a row of before Clear.
        return features;
    }

    /// <summary>Appends a copy of <paramref name="features"/>.</summary>
    /// <exception cref="ArgumentException">The row has not <see cref="Features.ColumnCount"/> features.</exception>
    public void AppendRow(ReadOnlySpan<float> features)
    {
        if (features.Length != ColumnCount)
            throw new ArgumentException(
                $"The row has {features.Length} features but the matrix has {ColumnCount} columns.", nameof(features));
        features.CopyTo(AppendRow());
    }

    /// <inheritdoc/>
    public override void CopyRowTo(int row, Span<float> destination) => this[row].CopyTo(destination);

    internal override void Clear() => RowCount = 0;

    /// <summary>Where a row is. Valid while the matrix is reachable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    internal float* Pointer(int row)
    {
        CheckRow(row);
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(At(row)));
    }

    private Span<float> At(int row)
    {
        var (block, rowInBlock) = Math.DivRem(row, _rowsPerBlock);
        return _blocks[block].AsSpan(rowInBlock * _stride, ColumnCount);
    }
}
