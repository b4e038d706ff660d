using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel),
    "Select columns", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Keeps the named columns in that order, or drops them, with the hidden columns of their names.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly string[] _columns;
    private readonly bool _drop;

    internal ColumnSelectingTransformer(string[] columns, bool drop)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = columns;
        _drop = drop;
    }

    private static VersionInfo Version => ModelVersion.Of<ColumnSelectingTransformer>("SELCOLST", LoaderSignature);

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Map(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, Map(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Map(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_drop);
        ctx.Writer.Write(_columns.Length);
        foreach (var column in _columns)
            ctx.SaveNonEmptyString(column);
    }

    internal bool Keeps(string column) => _columns.Contains(column) != _drop;

    internal void CheckColumns(IEnumerable<string> present)
    {
        var missing = _columns.Except(present).ToArray();
        if (missing.Length > 0)
            throw SchemaErrors.NotFound("inputSchema", "input", string.Join("', '", missing));
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        bool drop = ctx.Reader.ReadBoolean();
        var columns = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = ctx.LoadNonEmptyString();
        return new(columns, drop);
    }

    private ColumnMapping Map(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckColumns(inputSchema.Select(column => column.Name));
        return ColumnMapping.Selecting(inputSchema, _drop
            ? inputSchema.Where(column => Keeps(column.Name)).Select(column => column.Index)
            : _columns.Select(column => inputSchema[column].Index));
    }
}
