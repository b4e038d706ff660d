using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Model;

/// <summary>
/// An estimator written from outside, with the public interfaces alone. The shape it announces lacks its output, as a
/// column of a shape cannot be made from outside.
/// </summary>
internal sealed class Doubling(string source, string target) : IEstimator<Doubler>
{
    public int Fits { get; private set; }

    public Doubler Fit(IDataView input)
    {
        Fits++;
        return new(source, target);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.Any(column => column.Name == source)
            ? inputSchema
            : throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Could not find input column '{source}'");
}

/// <summary>A transformer written from outside, too: adds a column with the double of another one.</summary>
internal sealed class Doubler(string source, string target) : ITransformer, IDisposable
{
    public int Disposals { get; private set; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(target, inputSchema[source].Type);
        return builder.ToSchema();
    }

    public IDataView Transform(IDataView input) => new View(input, this);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, this);

    public void Save(ModelSaveContext ctx) => throw new NotSupportedException("A Doubler cannot be saved.");

    public void Dispose() => Disposals++;

    private Delegate Getter(DataViewRow input)
    {
        var getter = input.GetGetter<float>(input.Schema[source]);
        return (ValueGetter<float>)((ref float value) =>
        {
            getter(ref value);
            value *= 2;
        });
    }

    private IEnumerable<DataViewSchema.Column> Needed(
        DataViewSchema input, IEnumerable<DataViewSchema.Column> columns) =>
        columns.Select(column => column.Index < input.Count ? input[column.Index] : input[source]).Distinct();

    private sealed class Mapper(DataViewSchema input, Doubler owner) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => input;

        public DataViewSchema OutputSchema { get; } = owner.GetOutputSchema(input);

        public IEnumerable<DataViewSchema.Column> GetDependencies(
            IEnumerable<DataViewSchema.Column> dependingColumns) => owner.Needed(input, dependingColumns);

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
            new Row(input, OutputSchema, owner);
    }

    private sealed class Row(DataViewRow input, DataViewSchema schema, Doubler owner) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            column.Index < input.Schema.Count
                ? input.GetGetter<TValue>(input.Schema[column.Index])
                : (ValueGetter<TValue>)owner.Getter(input);
    }

    private sealed class View(IDataView input, Doubler owner) : IDataView
    {
        public bool CanShuffle => input.CanShuffle;

        public DataViewSchema Schema { get; } = owner.GetOutputSchema(input.Schema);

        public long? GetRowCount() => input.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Cursor(input.GetRowCursor(owner.Needed(input.Schema, columnsNeeded), rand), Schema, owner);

        public DataViewRowCursor[] GetRowCursorSet(
            IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Cursor(DataViewRowCursor input, DataViewSchema schema, Doubler owner) : DataViewRowCursor
    {
        private readonly Row _row = new(input, schema, owner);

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => schema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            _row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
