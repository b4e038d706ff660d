using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(string outputColumnName, params string[] inputColumnNames)
    {
        Check.NonEmpty(outputColumnName, nameof(outputColumnName));
        ArgumentNullException.ThrowIfNull(inputColumnNames);
        if (inputColumnNames.Length == 0 || inputColumnNames.Any(string.IsNullOrEmpty))
            throw new ArgumentOutOfRangeException(
                nameof(inputColumnNames), $"The columns to concatenate into '{outputColumnName}' must be named.");
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new(_name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var sources = Array.ConvertAll(_sources, source => inputSchema.Require(source));
        foreach (var source in sources)
            CheckType(source, sources[0]);

        var annotations = new List<SchemaShape.Column>();
        if (sources.All(s => s.Has(ShapeEditing.NormalizedFlag)))
            annotations.Add(ShapeEditing.NormalizedFlag);
        if (sources.Any(s => s.Has(ShapeEditing.CategoricalRanges)))
            annotations.Add(ShapeEditing.CategoricalRanges);
        if (sources.Any(s => s.Kind == SchemaShape.Column.VectorKind.Scalar || s.Has(ShapeEditing.TextSlotNames)))
            annotations.Add(ShapeEditing.TextSlotNames);
        var kind = sources.Any(s => s.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;
        return inputSchema.With([new(_name, kind, sources[0].ItemType, false, new(annotations))]);
    }

    private void CheckType(SchemaShape.Column source, SchemaShape.Column first)
    {
        if (source.IsKey)
            throw new InvalidOperationException($"Column '{source.Name}' is a key. Keys cannot be concatenated.");
        if (!source.ItemType.Equals(first.ItemType))
            throw new InvalidOperationException(
                $"The columns concatenated into '{_name}' must have one type: '{first.Name}' has {first.ItemType}, " +
                $"but '{source.Name}' has {source.ItemType}.");
    }
}
