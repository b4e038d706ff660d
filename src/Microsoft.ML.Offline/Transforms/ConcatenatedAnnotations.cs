namespace Microsoft.ML.Data;

/// <summary>What is known about the slots of a concatenation from the annotations of its parts.</summary>
internal static class ConcatenatedAnnotations
{
    public static bool IsNormalized(DataViewSchema.Column column)
    {
        if (column.AnnotationType(AnnotationUtils.Kinds.IsNormalized) is not BooleanDataViewType)
            return false;
        bool value = false;
        column.Annotations.GetValue(AnnotationUtils.Kinds.IsNormalized, ref value);
        return value;
    }

    /// <summary>
    /// A scalar is named by its column, a named slot of a vector by its column and its name, another slot by nothing;
    /// null when no slot has a name.
    /// </summary>
    public static ReadOnlyMemory<char>[]? SlotNames(DataViewSchema.Column[] sources)
    {
        var names = new List<ReadOnlyMemory<char>>();
        bool any = false;
        foreach (var source in sources)
        {
            if (source.Type is not VectorDataViewType vector)
            {
                names.Add(source.Name.AsMemory());
                any = true;
            }
            else if (source.AnnotationTexts(AnnotationUtils.Kinds.SlotNames) is { } own && own.Length == vector.Size)
            {
                names.AddRange(own.Select(name => name.IsEmpty ? name : $"{source.Name}.{name}".AsMemory()));
                any = true;
            }
            else
            {
                names.AddRange(new ReadOnlyMemory<char>[vector.Size]);
            }
        }
        return any ? [.. names] : null;
    }

    /// <summary>The ranges of the parts, moved to where the parts are now.</summary>
    public static int[] CategoricalRanges(DataViewSchema.Column[] sources)
    {
        var ranges = new List<int>();
        int start = 0;
        foreach (var source in sources)
        {
            var own = source.AnnotationItems<int>(AnnotationUtils.Kinds.CategoricalSlotRanges, NumberDataViewType.Int32);
            ranges.AddRange((own ?? []).Select(bound => bound + start));
            start += source.SlotCount();
        }
        return [.. ranges];
    }
}
