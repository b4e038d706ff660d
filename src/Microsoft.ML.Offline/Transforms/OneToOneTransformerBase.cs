namespace Microsoft.ML.Data;

/// <summary>A transformer whose added columns are each computed from one column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(params (string outputColumnName, string inputColumnName)[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            Check.NonEmpty(output, nameof(columns));
            Check.NonEmpty(input, nameof(columns));
            if (!names.Add(output))
                throw new ArgumentException(
                    $"Output columns must have different names; '{output}' is given twice.", nameof(columns));
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(ModelLoadContext ctx)
    {
        ColumnPairs = new (string, string)[ctx.Reader.ReadInt32()];
        for (int i = 0; i < ColumnPairs.Length; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    private protected sealed override AddedColumn[] MakeColumns(DataViewSchema inputSchema) =>
        [.. ColumnPairs.Select(
            (pair, i) => MakeColumn(i, pair.outputColumnName, inputSchema.Require(pair.inputColumnName)))];

    private protected abstract AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source);

    private protected static AddedColumn Computed(
        string name,
        DataViewType type,
        DataViewSchema.Annotations.Builder annotations,
        DataViewSchema.Column source,
        Func<DataViewRow, Delegate> makeGetter) =>
        new(new(name, type, annotations.ToAnnotations()), [source.Index], makeGetter);

    private protected static DataViewSchema.Annotations.Builder SlotNamesOf(DataViewSchema.Column source)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
        return annotations;
    }
}
