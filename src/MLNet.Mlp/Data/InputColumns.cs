using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>What the trainer and its model require of their input columns.</summary>
internal static class InputColumns
{
    /// <summary>Checks the columns that training needs and returns the label's.</summary>
    /// <param name="schema">The columns that there are.</param>
    /// <param name="options">Which of them are needed, and what for.</param>
    /// <param name="set">Whose columns they are, for messages: "" or "validation set's ".</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names
    /// it.</exception>
    public static SchemaShape.Column Check(SchemaShape schema, MlpOptions options, string set = "")
    {
        var labelRole = set + "label";
        var label = Find(schema, labelRole, options.LabelColumnName);
        if (!options.Task.Accepts(label))
            throw WrongType(labelRole, label.Name, options.Task.Label.Type, Describe(label), options.Task.Label.Remedy);
        CheckFeatures(schema, options.FeatureColumnName, set);
        if (options.ExampleWeightColumnName is { } weight) CheckWeight(schema, weight, set + "example weight");
        return label;
    }

    /// <summary>Checks the feature column as far as it is known before there is data.</summary>
    public static void CheckFeatures(SchemaShape schema, string featureColumnName, string set = "")
    {
        var featureRole = set + "feature";
        var features = Find(schema, featureRole, featureColumnName);
        if (features.Kind != SchemaShape.Column.VectorKind.Vector ||
            features.ItemType != NumberDataViewType.Single || features.IsKey)
            throw WrongType(featureRole, featureColumnName, "a vector of Single of known size", Describe(features),
                features.Kind == SchemaShape.Column.VectorKind.VariableVector
                    ? "Try [VectorType(size)] on the property that the column is loaded from."
                    : "Try Concatenate, after converting to Single what is not.");
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

    /// <summary>A row's vector has another length than its column promises: ML.NET hands it on as it is.</summary>
    /// <param name="role">What the column is for: "feature".</param>
    /// <param name="name">The column.</param>
    /// <param name="expected">The length by the column's type.</param>
    /// <param name="actual">The length of the vector.</param>
    /// <param name="row">The number of the row, from 0.</param>
    public static InvalidOperationException WrongLength(string role, string name, int expected, int actual, long row) =>
        new($"The {role} column '{name}' must have {expected} values in each row; got {actual} in row {row}, counted " +
            "from 0.");

    /// <summary>Checks the indices of a sparse vector, which ML.NET hands on as they are, too.</summary>
    /// <exception cref="InvalidOperationException">They do not increase, or are beyond the vector's length.</exception>
    public static void CheckIndices(in VBuffer<float> features, string name)
    {
        var previous = -1;
        foreach (var index in features.GetIndices())
        {
            if (index <= previous || index >= features.Length)
                throw new InvalidOperationException(
                    $"The indices of a sparse vector of the feature column '{name}' must increase and be in " +
                    $"[0, {features.Length}); got {index} after {previous}.");
            previous = index;
        }
    }

    private static void CheckWeight(SchemaShape schema, string name, string role)
    {
        var weight = Find(schema, role, name);
        if (weight.Kind != SchemaShape.Column.VectorKind.Scalar || weight.ItemType != NumberDataViewType.Single ||
            weight.IsKey)
            throw WrongType(
                role, name, "Single", Describe(weight), "Try Conversion.ConvertType to make a number Single.");
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
