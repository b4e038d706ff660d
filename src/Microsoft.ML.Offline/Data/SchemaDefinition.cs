namespace Microsoft.ML.Data;

/// <summary>How the members of a .NET type map to columns.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    public Column this[string columnName]
    {
        get => this.FirstOrDefault(column => column.ColumnName == columnName)!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ColumnName != columnName)
                throw new ArgumentOutOfRangeException(
                    nameof(columnName),
                    $"The column's name must be the index '{columnName}'; got '{value.ColumnName}'.");
            int index = FindIndex(column => column.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var definition = new SchemaDefinition();
        foreach (var member in RowMember.AllOf(userType, direction))
        {
            var column = new Column(member.Name, member.ColumnName, member.DefaultType());
            if (definition.Any(other => other.ColumnName == column.ColumnName))
                throw new ArgumentOutOfRangeException(
                    nameof(userType), $"Duplicate column name '{column.ColumnName}' in {userType}.");
            definition.Add(column);
        }
        return definition;
    }

    /// <summary>The columns of the type, of which those in the schema take its types and annotations.</summary>
    internal static SchemaDefinition Create(Type userType, DataViewSchema schema)
    {
        var definition = Create(userType, Direction.Read);
        foreach (var source in schema)
        {
            var column = definition[source.Name]
                ?? throw new InvalidOperationException($"{userType} must have a member named {source.Name}.");
            column.ColumnType = source.Type;
            column.Copy(source.Annotations);
        }
        return definition;
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _annotations = new();
        private readonly HashSet<string> _kinds = [];

        internal Column(string memberName, string columnName, DataViewType columnType)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations => _annotations.ToAnnotations();

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            ArgumentNullException.ThrowIfNull(kind);
            if (!_kinds.Add(kind))
                throw new InvalidOperationException($"Column '{ColumnName}' already has an annotation '{kind}'.");
            _annotations.Add(kind, annotationType, (ref T destination) => destination = value);
        }

        internal void Copy(DataViewSchema.Annotations annotations) => _annotations.Add(annotations, _kinds.Add);
    }
}
