namespace Microsoft.ML.Data;

/// <summary>What the evaluators share in reading scored rows.</summary>
internal static class RowReading
{
    public static DataViewSchema.Column RequireSingle(this IDataView data, string columnName, string role)
    {
        var column = data.Schema.Require(columnName, role, nameof(data));
        return column.Type == NumberDataViewType.Single
            ? column
            : throw SchemaErrors.Mismatch(nameof(data), role, columnName, "Single", $"{column.Type}");
    }

    /// <summary>The label as a number: keys count from zero, and a missing label is not a number.</summary>
    public static ValueGetter<float> GetLabelGetter(this DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type is KeyDataViewType key)
        {
            return key.RawType == typeof(byte) ? Convert<byte>(row, label, k => FromKey(k, key))
                : key.RawType == typeof(ushort) ? Convert<ushort>(row, label, k => FromKey(k, key))
                : key.RawType == typeof(uint) ? Convert<uint>(row, label, k => FromKey(k, key))
                : Convert<ulong>(row, label, k => FromKey(k, key));
        }
        return label.Type == NumberDataViewType.Single ? row.GetGetter<float>(label)
            : label.Type == NumberDataViewType.Double ? Convert<double>(row, label, value => (float)value)
            : Convert<bool>(row, label, value => value ? 1 : 0);
    }

    private static float FromKey(ulong value, KeyDataViewType key) =>
        value > 0 && value <= key.Count ? value - 1 : float.NaN;

    private static ValueGetter<float> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> convert)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        return (ref float value) =>
        {
            T raw = default;
            getter(ref raw);
            value = convert(raw);
        };
    }
}
