namespace Microsoft.ML.Data;

/// <summary>The rows of a binary file in order; each cursor reads the file anew.</summary>
internal sealed class BinaryView(Func<Stream> open, string place) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = ReadSchema(open, place);

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(new(open()), place, columnsNeeded.ToActive(Schema));

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static DataViewSchema ReadSchema(Func<Stream> open, string place)
    {
        using var reader = new BinaryReader(open());
        return BinaryFile.ReadSchema(reader, place);
    }

    private sealed class Cursor : ViewCursor
    {
        private readonly BinaryReader _reader;
        private readonly string _place;
        private readonly ValueCodec[] _codecs;

        public Cursor(BinaryReader reader, string place, bool[] active)
            : base(BinaryFile.ReadSchema(reader, place), active)
        {
            _reader = reader;
            _place = place;
            _codecs = [.. Schema.Select(column => ValueCodec.Create(column.Type))];
        }

        protected override bool MoveNextCore()
        {
            try
            {
                if (!_reader.ReadBoolean())
                    return false;
                foreach (var codec in _codecs)
                    codec.Read(_reader);
                return true;
            }
            catch (EndOfStreamException e)
            {
                throw new FormatException($"Corrupt binary file: {_place} ends before its last row does.", e);
            }
        }

        protected override Delegate CreateGetter(int columnIndex) => _codecs[columnIndex].Getter;

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _reader.Dispose();
            base.Dispose(disposing);
        }
    }
}
