namespace Microsoft.ML.Data;

/// <summary>One column of a text file, with the numbers of the fields that it takes.</summary>
internal sealed class TextColumn
{
    public TextColumn(TextLoader.Column column, int? fieldCount)
    {
        if (string.IsNullOrWhiteSpace(column.Name))
            throw new ArgumentNullException(nameof(column), "A column must have a name.");
        Name = column.Name.Trim();
        if (column.Source is not { Length: > 0 } ranges)
            throw new InvalidOperationException($"Column '{Name}' must take at least one field of the line; got none.");

        Fields = [.. ranges.SelectMany(range => FieldsOf(range, fieldCount))];
        if (Fields.Distinct().Count() < Fields.Length)
            throw new InvalidOperationException($"The ranges of column '{Name}' must not overlap.");
        IsRange = Fields.Zip(Fields.Skip(1)).All(pair => pair.Second == pair.First + 1);
        ItemType = column.DataKind.ToType();
        if (column.KeyCount is { } keyCount)
            ItemType = keyCount.ToKeyType(ItemType.RawType);
        IsVector = Fields.Length > 1 || ranges[0].ForceVector;
    }

    public string Name { get; }

    public PrimitiveDataViewType ItemType { get; }

    public bool IsVector { get; }

    public DataViewType Type => IsVector ? new VectorDataViewType(ItemType, Fields.Length) : ItemType;

    public int[] Fields { get; }

    /// <summary>Whether the fields are all from the first to the last.</summary>
    public bool IsRange { get; }

    public DataViewSchema.Annotations? SlotNames(string[]? header)
    {
        if (header is null || !IsVector)
            return null;
        VBuffer<ReadOnlyMemory<char>> names = new(
            Fields.Length, [.. Fields.Select(field => field < header.Length ? header[field].AsMemory() : default)]);
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            AnnotationUtils.Kinds.SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        return builder.ToAnnotations();
    }

    private IEnumerable<int> FieldsOf(TextLoader.Range range, int? fieldCount)
    {
        int last = range.AutoEnd && range.Max is null ? fieldCount!.Value - 1 : range.Max ?? range.Min;
        if (last < range.Min)
            throw new InvalidOperationException(
                $"Column '{Name}' needs field {range.Min} of the line, which has {fieldCount} fields.");
        return Enumerable.Range(range.Min, last - range.Min + 1);
    }
}
