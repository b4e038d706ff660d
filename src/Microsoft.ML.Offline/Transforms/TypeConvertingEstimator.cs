using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(
        (string outputColumnName, string inputColumnName)[] columns, DataKind outputKind)
        : base(new(columns, outputKind))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            var source = inputSchema.Require(pair.inputColumnName);
            if (!TypeConversion.Exists(source.ItemType, Transformer.OutputType))
                throw new ArgumentOutOfRangeException(
                    nameof(inputSchema),
                    $"Don't know how to convert {pair.inputColumnName} into {Transformer.OutputType}");
            // What is known of the input is taken over as it is, although a transformer keeps less of it.
            return new SchemaShape.Column(
                pair.outputColumnName, source.Kind, Transformer.OutputType, false, source.Annotations);
        }));
    }

    internal static class Defaults
    {
        public const DataKind DefaultOutputKind = DataKind.Single;
    }
}
