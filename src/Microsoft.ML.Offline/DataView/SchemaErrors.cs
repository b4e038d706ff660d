namespace Microsoft.ML;

/// <summary>
/// The two errors about columns that every estimator and transformer reports, in one wording.
/// </summary>
internal static class SchemaErrors
{
    public static ArgumentOutOfRangeException NotFound(string parameterName, string role, string columnName) =>
        new(parameterName, $"Could not find {role} column '{columnName}'.");

    public static ArgumentOutOfRangeException Mismatch(
        string parameterName, string role, string columnName, string expected, string actual) =>
        new(parameterName, $"Schema mismatch for {role} column '{columnName}': expected {expected}, got {actual}.");

    /// <summary>The input column of that name, or the error that names it.</summary>
    public static DataViewSchema.Column Require(
        this DataViewSchema schema, string columnName, string role = "input", string parameterName = "inputSchema") =>
        schema.GetColumnOrNull(columnName) ?? throw NotFound(parameterName, role, columnName);

    public static SchemaShape.Column Require(
        this SchemaShape shape, string columnName, string role = "input", string parameterName = "inputSchema") =>
        shape.TryFindColumn(columnName, out var column)
            ? column
            : throw NotFound(parameterName, role, columnName);
}
