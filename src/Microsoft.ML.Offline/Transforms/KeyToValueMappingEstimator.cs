using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(params (string outputColumnName, string inputColumnName)[] columns)
        : base(new(columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            var source = inputSchema.Require(pair.inputColumnName);
            if (!source.IsKey)
                throw SchemaErrors.Mismatch(nameof(inputSchema), "input", source.Name, "a key", source.GetTypeString());
            if (source.Annotation(AnnotationUtils.Kinds.KeyValues).ToArray() is not [var keyValues])
                throw new ArgumentOutOfRangeException(
                    nameof(inputSchema), $"Input column '{source.Name}' must have key values; it has none.");
            return new SchemaShape.Column(
                pair.outputColumnName, source.Kind, keyValues.ItemType, keyValues.IsKey,
                new(source.Annotation(AnnotationUtils.Kinds.SlotNames)));
        }));
    }
}
