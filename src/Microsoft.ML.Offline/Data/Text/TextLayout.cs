using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns of a text file: which fields of a line each takes, and what they are parsed to.</summary>
internal sealed class TextLayout
{
    private readonly List<TextColumn> _columns = [];

    private TextLayout(TextLoader.Options options, int? fieldCount, string[]? header)
    {
        Options = options;
        var builder = new DataViewSchema.Builder();
        foreach (var column in options.Columns!)
        {
            var bound = new TextColumn(column, fieldCount);
            _columns.Add(bound);
            builder.AddColumn(bound.Name, bound.Type, bound.SlotNames(header));
        }
        Schema = builder.ToSchema();
    }

    public TextLoader.Options Options { get; }

    public DataViewSchema Schema { get; }

    public TextColumn this[int columnIndex] => _columns[columnIndex];

    /// <summary>With a sample, its first line gives slot names if it is a header, and the end of open ranges.</summary>
    public static TextLayout Create(TextLoader.Options options, string? samplePath)
    {
        if (options.Separators is not { Length: > 0 })
            throw new ArgumentException("Separators must hold at least one character; got none.", nameof(options));
        options.Columns = options.Columns is { Length: > 0 } columns
            ? columns
            : [new("Label", DataKind.Single, 0), new("Features", DataKind.Single, [new(1, null)])];

        string[]? sample = null;
        if (samplePath is not null)
        {
            using var reader = new TextLineReader(samplePath, options);
            sample = reader.ReadFirst() is { } fields
                ? [.. Enumerable.Range(0, fields.Length).Select(i => fields[i].Trim().ToString())]
                : null;
        }
        if (sample is null && options.Columns.Any(column => column.Source?.Any(range => range.AutoEnd) == true))
            throw new InvalidOperationException(
                "Can't determine the number of source columns without valid data: give each range an end, or load a " +
                "file that has rows with Options.");
        return new(options, sample?.Length, options.HasHeader ? sample : null);
    }

    /// <summary>The members of a type that are marked LoadColumn; every member must be.</summary>
    public static TextLoader.Column[] ColumnsOf(Type type)
    {
        const BindingFlags Visible = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(Visible)
            .Where(p => p.GetGetMethod() is not null && p.GetIndexParameters().Length == 0);
        TextLoader.Column[] columns = [.. type.GetFields(Visible).Select(ColumnOf), .. properties.Select(ColumnOf)];
        return columns.Length > 0
            ? columns
            : throw new ArgumentOutOfRangeException(
                nameof(type), $"{type} must define at least one public, readable field or property.");
    }

    private static TextLoader.Column ColumnOf(MemberInfo member)
    {
        var sources = member.GetCustomAttribute<LoadColumnAttribute>()?.Sources
            ?? throw new InvalidOperationException($"Member '{member.Name}' is missing the LoadColumn attribute.");
        var type = (member as FieldInfo)?.FieldType ?? ((PropertyInfo)member).PropertyType;
        var itemType = type.IsArray ? type.GetElementType()! : type;
        if (DataKinds.TypeOf(itemType) is not { } columnType || columnType is RowIdDataViewType)
            throw new InvalidOperationException($"Member '{member.Name}' is of unsupported type {type}.");
        return new(
            member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            Enum.GetValues<DataKind>().First(kind => kind.ToType().Equals(columnType)),
            sources,
            member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount);
    }
}
