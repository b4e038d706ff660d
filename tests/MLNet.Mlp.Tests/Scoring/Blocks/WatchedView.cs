using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Scoring;

/// <summary>Made-up rows with a column of each kind, that sees how it is read. What is read can be made to fail. A set
/// of its cursors deals the rows out in batches.</summary>
internal sealed class WatchedView : IDataView
{
    public const int FeatureCount = 37;

    private const int BatchRows = 7;

    private readonly int _rowCount;
    private int _rowsRead;
    private int _disposed;

    public WatchedView(int rowCount, int featureCount = FeatureCount, bool withPicture = false)
    {
        _rowCount = rowCount;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Number", NumberDataViewType.Int32);
        schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, featureCount));
        schema.AddColumn("Text", TextDataViewType.Instance);
        schema.AddColumn("Key", new KeyDataViewType(typeof(uint), 1000));
        schema.AddColumn("Words", new VectorDataViewType(TextDataViewType.Instance));
        if (withPicture) schema.AddColumn("Picture", new PictureType());
        Schema = schema.ToSchema();
    }

    /// <summary>Makes the features of a row; by default some rows are dense and some sparse.</summary>
    public Func<int, VBuffer<float>> MakeFeatures { get; init; } = row => row % 3 == 1 ? SparseRow(row) : DenseRow(row);

    /// <summary>Called with the row before a cursor moves to it.</summary>
    public Action<int> OnMove { get; init; } = _ => { };

    /// <summary>Called with the row and the column before a value is read.</summary>
    public Action<int, string> OnRead { get; init; } = (_, _) => { };

    /// <summary>How many rows cursors have moved to.</summary>
    public int RowsRead => _rowsRead;

    /// <summary>How many cursors have been disposed of.</summary>
    public int Disposed => _disposed;

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public static VBuffer<float> DenseRow(int row)
    {
        var random = new Random(row);
        var values = new float[FeatureCount];
        for (var i = 0; i < FeatureCount; i++) values[i] = random.NextSingle() - 0.5f;
        return new VBuffer<float>(FeatureCount, values);
    }

    public static VBuffer<float> SparseRow(int row)
    {
        var random = new Random(row);
        int[] indices = [.. Enumerable.Range(0, FeatureCount).Where(_ => random.Next(4) == 0)];
        float[] values = [.. indices.Select(_ => random.NextSingle() - 0.5f)];
        return new VBuffer<float>(FeatureCount, indices.Length, values, indices);
    }

    public long? GetRowCount() => _rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[] order = [.. Enumerable.Range(0, _rowCount)];
        rand?.Shuffle(order);
        return new Cursor(this, columnsNeeded, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. Enumerable.Range(0, n).Select(number => new Cursor(this, columnsNeeded,
            [.. Enumerable.Range(0, _rowCount).Where(row => row / BatchRows % n == number)]))];

    /// <summary>A type that says nothing of whether its values can be kept.</summary>
    public sealed class PictureType() : StructuredDataViewType(typeof(object))
    {
        public override bool Equals(DataViewType? other) => other is PictureType;
    }

    private sealed class Cursor(WatchedView view, IEnumerable<DataViewSchema.Column> columns, int[] order)
        : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. columns.Select(column => column.Index)];
        private int _next;
        private int _inUse;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _next > 0 && _next <= order.Length ? _next - 1 : -1;

        public override long Batch => Position < 0 ? 0 : Row / BatchRows;

        private int Row => order[_next - 1];

        public override bool MoveNext() => Alone(() =>
        {
            if (_next >= order.Length)
            {
                _next = order.Length + 1;
                return false;
            }
            _next++;
            Interlocked.Increment(ref view._rowsRead);
            view.OnMove(Row);
            return true;
        });

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)(3 * Row + 1), 5);

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.True(IsColumnActive(column));
            Delegate getter = column.Name switch
            {
                "Number" => Getter(column, row => 100 + row),
                "Text" => Getter(column, row => $"row {row}".AsMemory()),
                "Key" => Getter(column, row => (uint)(row % 1001)),
                "Words" => Getter(column, row => new VBuffer<ReadOnlyMemory<char>>(
                    row % 4, [.. Enumerable.Range(0, row % 4).Select(word => $"word {word} of {row}".AsMemory())])),
                "Picture" => Getter<object>(column, row => $"picture {row}"),
                _ => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                    Alone(() => Read(column, view.MakeFeatures)).CopyTo(ref value)),
            };
            return (ValueGetter<TValue>)getter;
        }

        private ValueGetter<T> Getter<T>(DataViewSchema.Column column, Func<int, T> make) =>
            (ref T value) => value = Alone(() => Read(column, make));

        private T Read<T>(DataViewSchema.Column column, Func<int, T> make)
        {
            view.OnRead(Row, column.Name);
            return make(Row);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) Interlocked.Increment(ref view._disposed);
            base.Dispose(disposing);
        }

        /// <summary>Fails if two threads use the cursor at once.</summary>
        private T Alone<T>(Func<T> action)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inUse));
            try
            {
                return action();
            }
            finally
            {
                Interlocked.Decrement(ref _inUse);
            }
        }
    }
}
