namespace Microsoft.ML.Data;

/// <summary>Checked and converting access to columns of numbers.</summary>
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

    /// <summary>A column of single or double precision, in double precision.</summary>
    public static ValueGetter<double> GetNumberGetter(this DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type == NumberDataViewType.Double)
            return row.GetGetter<double>(column);
        var getter = row.GetGetter<float>(column);
        return (ref double value) =>
        {
            float single = 0;
            getter(ref single);
            value = single;
        };
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
