using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[] columns, bool drop) : base(new(columns, drop))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Transformer.CheckColumns(inputSchema.Select(column => column.Name));
        return new(inputSchema.Where(column => Transformer.Keeps(column.Name)));
    }
}
