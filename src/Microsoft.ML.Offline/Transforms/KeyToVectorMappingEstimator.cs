using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Maps keys to indicator vectors, or vectors of keys to the counts of each key.</summary>
public sealed class KeyToVectorMappingEstimator : TrivialEstimator<KeyToVectorMappingTransformer>
{
    private readonly bool _bag;

    internal KeyToVectorMappingEstimator(bool bag, params (string outputColumnName, string inputColumnName)[] columns)
        : base(new(bag, columns)) => _bag = bag;

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(Transformer.ColumnPairs.Select(pair =>
        {
            var source = inputSchema.Require(pair.inputColumnName);
            var annotations = new List<SchemaShape.Column>();
            bool isOpen = source.Kind == SchemaShape.Column.VectorKind.VariableVector;
            bool isScalar = source.Kind == SchemaShape.Column.VectorKind.Scalar;
            var keyValues = source.Annotation(AnnotationUtils.Kinds.KeyValues);
            if ((_bag || !isOpen) && keyValues.Any(values => values.ItemType is TextDataViewType))
                annotations.Add(ShapeEditing.TextSlotNames);
            if (!_bag && !isOpen)
                annotations.Add(ShapeEditing.CategoricalRanges);
            if (!_bag || isScalar)
                annotations.Add(ShapeEditing.NormalizedFlag);
            var kind = isOpen && !_bag
                ? SchemaShape.Column.VectorKind.VariableVector
                : SchemaShape.Column.VectorKind.Vector;
            return new SchemaShape.Column(
                pair.outputColumnName, kind, NumberDataViewType.Single, false, new(annotations));
        }));
    }

    internal static class Defaults
    {
        public const bool OutputCountVector = false;
    }
}
