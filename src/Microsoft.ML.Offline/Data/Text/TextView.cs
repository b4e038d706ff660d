namespace Microsoft.ML.Data;

/// <summary>The rows of a text file; each cursor reads the file anew.</summary>
internal sealed class TextView(string path, TextLayout layout) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => layout.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(path, layout, columnsNeeded.ToActive(Schema));

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : ViewCursor
    {
        private readonly string _path;
        private readonly TextLayout _layout;
        private readonly TextLineReader _reader;
        private LineFields? _fields;

        public Cursor(string path, TextLayout layout, bool[] active) : base(layout.Schema, active)
        {
            _path = path;
            _layout = layout;
            _reader = new(path, layout.Options);
        }

        protected override bool MoveNextCore()
        {
            _fields = _reader.ReadRow();
            return _fields is not null;
        }

        protected override Delegate CreateGetter(int columnIndex)
        {
            var column = _layout[columnIndex];
            var bound = column.ItemType is TextDataViewType
                ? new TextFields(this, column)
                : Columns.Create<BoundFields>(typeof(ParsedFields<>), column.ItemType.RawType, this, column);
            return bound.Getter;
        }

        private bool KeepsEmptyFields => _layout.Options.MissingRealsAsNaNs;

        private LineFields Fields => _fields ?? throw Columns.NoRow();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _reader.Dispose();
            base.Dispose(disposing);
        }

        private abstract class BoundFields
        {
            public abstract Delegate Getter { get; }
        }

        private abstract class BoundFields<T>(Cursor cursor, TextColumn column) : BoundFields
        {
            private readonly SparseBuilder<T> _builder = new();

            public override Delegate Getter =>
                column.IsVector ? (ValueGetter<VBuffer<T>>)GetVector : (ValueGetter<T>)Get;

            protected abstract T Parse(ReadOnlyMemory<char> text);

            private void Get(ref T value) => value = Parse(cursor.Fields[column.Fields[0]]);

            private void GetVector(ref VBuffer<T> value)
            {
                var fields = column.Fields;
                if (cursor.KeepsEmptyFields || !column.IsRange)
                {
                    var editor = VBufferEditor.Create(ref value, fields.Length);
                    for (int i = 0; i < fields.Length; i++)
                        editor.Values[i] = Parse(cursor.Fields[fields[i]]);
                    value = editor.Commit();
                    return;
                }
                _builder.Reset(fields.Length);
                foreach (var (index, text) in cursor.Fields.Between(fields[0], fields[^1]))
                    _builder.Add(index - fields[0], Parse(text));
                _builder.CopyTo(ref value);
            }
        }

        private sealed class TextFields(Cursor cursor, TextColumn column)
            : BoundFields<ReadOnlyMemory<char>>(cursor, column)
        {
            protected override ReadOnlyMemory<char> Parse(ReadOnlyMemory<char> text) => text;
        }

        private sealed class ParsedFields<T> : BoundFields<T>
            where T : struct
        {
            private readonly FieldParser<T> _parser;
            private readonly T _empty;
            private readonly Func<string, Exception> _parseError;

            public ParsedFields(Cursor cursor, TextColumn column) : base(cursor, column)
            {
                _parser = (FieldParser<T>)FieldParsers.Of(column.ItemType);
                // An empty field is the default value, unless the loader was asked for NaN.
                if (cursor._layout.Options.MissingRealsAsNaNs && FieldParsers.IsReal(column.ItemType))
                    _parser("?", out _empty);
                _parseError = text => new FormatException(
                    $"Could not parse value {text} in line {cursor._reader.Line}, column {column.Name} of " +
                    $"'{cursor._path}': it must be {column.ItemType}.");
            }

            protected override T Parse(ReadOnlyMemory<char> text)
            {
                var trimmed = text.Span.Trim();
                if (trimmed.IsEmpty)
                    return _empty;
                return _parser(trimmed, out var value) ? value : throw _parseError(trimmed.ToString());
            }
        }
    }
}
