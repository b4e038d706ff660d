namespace MLNet.Mlp;

/// <summary>A source whose rows are the items of a sequence, such as the lines of <see cref="File.ReadLines(string)"/>.
/// </summary>
/// <typeparam name="T">What a row is made of.</typeparam>
public sealed class EnumerableRowSource<T> : IRowSource
{
    private readonly IEnumerable<T> _items;
    private readonly Func<LabeledRows> _createEmpty;
    private readonly Action<LabeledRows, T> _append;

    /// <summary>Creates a source.</summary>
    /// <param name="items">One item for each row. It is enumerated in each epoch, and must give the same each
    /// time.</param>
    /// <param name="createEmpty">Creates a set without rows, of the features and targets that the rows have.</param>
    /// <param name="append">Appends the row of an item to a set.</param>
    /// <param name="rowCount">Number of items, or null where it is not known.</param>
    public EnumerableRowSource(
        IEnumerable<T> items, Func<LabeledRows> createEmpty, Action<LabeledRows, T> append, long? rowCount = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(createEmpty);
        ArgumentNullException.ThrowIfNull(append);
        (_items, _createEmpty, _append, RowCount) = (items, createEmpty, append, rowCount);
    }

    /// <inheritdoc/>
    public long? RowCount { get; }

    /// <inheritdoc/>
    public LabeledRows CreateEmpty() => _createEmpty();

    /// <inheritdoc/>
    public IRowReader Open() => new Reader(_items.GetEnumerator(), _append);

    private sealed class Reader(IEnumerator<T> items, Action<LabeledRows, T> append) : IRowReader
    {
        public bool TryReadNext(LabeledRows rows)
        {
            if (!items.MoveNext()) return false;
            append(rows, items.Current);
            return true;
        }

        public void Dispose() => items.Dispose();
    }
}
