namespace MLNet.Mlp;

/// <summary>Features most of which are zero: of each row only the others are stored, as compressed sparse rows (CSR).
/// Memory is 8 bytes for each non-zero and 12 for each row. The first layer of a network takes time in proportion to
/// the non-zeros: see <see cref="Optimizer"/> for what this means in training.</summary>
public sealed class SparseFeatures : Features
{
    private const int BlockLength = 1 << 18;

    private readonly List<(int[] Columns, float[] Values)> _blocks = [];
    private readonly List<Place> _places = [];
    private int _block;
    private int _used;

    /// <summary>Creates a set without rows.</summary>
    /// <param name="columnCount">Number of features of every row, at least 1.</param>
    public SparseFeatures(int columnCount) : base(columnCount)
    {
    }

    /// <summary>Where a row's non-zeros lie. A row never straddles two blocks.</summary>
    private readonly record struct Place(int Block, int Start, int Count);

    /// <summary>The non-zeros of all rows.</summary>
    public long NonZeroCount { get; private set; }

    /// <summary>One row, as a view: valid until the set is dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public SparseRow this[int row]
    {
        get
        {
            CheckRow(row);
            var (block, start, count) = _places[row];
            if (count == 0) return default;
            var (columns, values) = _blocks[block];
            return new SparseRow(columns.AsSpan(start, count), values.AsSpan(start, count));
        }
    }

    /// <summary>Appends a copy of a row. Zeros among the values are left out.</summary>
    /// <param name="columns">The columns of the values, increasing, in [0, <see cref="Features.ColumnCount"/>).</param>
    /// <param name="values">As many values.</param>
    /// <exception cref="ArgumentException">The columns are not increasing or out of range, or not as many as the
    /// values.</exception>
    public void AppendRow(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        if (columns.Length != values.Length)
            throw new ArgumentException(
                $"The row has {columns.Length} columns but {values.Length} values.", nameof(values));
        var previous = -1;
        foreach (var column in columns)
        {
            if (column <= previous || column >= ColumnCount)
                throw new ArgumentException(
                    $"The columns of a row must increase and be in [0, {ColumnCount}); got {column} after {previous}.",
                    nameof(columns));
            previous = column;
        }

        Reserve(columns.Length);
        var (blockColumns, blockValues) = _blocks[_block];
        var start = _used;
        for (var i = 0; i < columns.Length; i++)
        {
            if (values[i] == 0) continue;
            (blockColumns[_used], blockValues[_used]) = (columns[i], values[i]);
            _used++;
        }
        _places.Add(new Place(_block, start, _used - start));
        NonZeroCount += _used - start;
        RowCount = checked(RowCount + 1);
    }

    /// <inheritdoc/>
    public override void CopyRowTo(int row, Span<float> destination)
    {
        destination = destination[..ColumnCount];
        destination.Clear();
        var (columns, values) = this[row];
        for (var i = 0; i < columns.Length; i++) destination[columns[i]] = values[i];
    }

    internal override void Clear()
    {
        _places.Clear();
        (_block, _used, NonZeroCount, RowCount) = (0, 0, 0, 0);
    }

    /// <summary>Makes the block at hand one that has room for <paramref name="count"/> more.</summary>
    private void Reserve(int count)
    {
        while (_block < _blocks.Count && _blocks[_block].Values.Length - _used < count)
            (_block, _used) = (_block + 1, 0);
        if (_block < _blocks.Count) return;
        var length = Math.Max(BlockLength, count);
        _blocks.Add((new int[length], new float[length]));
    }
}

/// <summary>The non-zeros of a row.</summary>
public readonly ref struct SparseRow
{
    internal SparseRow(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        Columns = columns;
        Values = values;
    }

    /// <summary>The columns of the values, increasing.</summary>
    public ReadOnlySpan<int> Columns { get; }

    /// <summary>As many values, none of them zero.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Splits the row into its two parts.</summary>
    public void Deconstruct(out ReadOnlySpan<int> columns, out ReadOnlySpan<float> values)
    {
        columns = Columns;
        values = Values;
    }
}
