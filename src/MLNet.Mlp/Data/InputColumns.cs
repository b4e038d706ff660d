using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>What the trainer and its model require of their input columns.</summary>
internal static class InputColumns
{
    /// <summary>Checks the columns that training needs and returns the label's.</summary>
    public static SchemaShape.Column Check(SchemaShape schema, MlpOptions options)
    {
        var label = Find(schema, "label", options.LabelColumnName);
        if (!options.Task.Accepts(label))
            throw WrongType("label", label.Name, options.Task.Label.Type, Describe(label), options.Task.Label.Remedy);

        var featureColumnName = options.FeatureColumnName;
        var features = Find(schema, "feature", featureColumnName);
        if (features.Kind != SchemaShape.Column.VectorKind.Vector ||
            features.ItemType != NumberDataViewType.Single || features.IsKey)
            throw WrongType("feature", featureColumnName, "a vector of Single of known size", Describe(features),
                features.Kind == SchemaShape.Column.VectorKind.VariableVector
                    ? "Try [VectorType(size)] on the property that the column is loaded from."
                    : "Try Concatenate, after converting to Single what is not.");
        return label;
    }

    /// <summary>Finds the feature column that a model with <paramref name="featureCount"/> inputs can score.</summary>
    public static DataViewSchema.Column FindFeatures(DataViewSchema schema, string featureColumnName, int featureCount)
    {
        if (schema.GetColumnOrNull(featureColumnName) is not { } column)
            throw Missing("feature", featureColumnName, schema.Select(c => c.Name));
        if (column.Type is not VectorDataViewType { ItemType: NumberDataViewType itemType } type ||
            itemType != NumberDataViewType.Single || type.Size != featureCount)
            throw WrongType("feature", featureColumnName, $"a vector of {featureCount} Single, as in training",
                column.Type.ToString()!, "");
        return column;
    }

    private static SchemaShape.Column Find(SchemaShape schema, string role, string name) =>
        schema.TryFindColumn(name, out var column) ? column : throw Missing(role, name, schema.Select(c => c.Name));

    private static ArgumentOutOfRangeException Missing(string role, string name, IEnumerable<string> names) =>
        new(null, $"The {role} column '{name}' must be in the data; its columns are {string.Join(", ", names)}.");

    private static ArgumentOutOfRangeException WrongType(
        string role, string name, string expected, string actual, string remedy) =>
        new(null, $"The {role} column '{name}' must be {expected}; got {actual}. {remedy}".TrimEnd());

    private static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"a vector of {item}",
            SchemaShape.Column.VectorKind.VariableVector => $"a vector of {item} of variable size",
            _ => item,
        };
    }
}
