namespace Microsoft.ML.Data;

public enum DataKind : byte
{
    SByte = 1,
    Byte = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Int64 = 7,
    UInt64 = 8,
    Single = 9,
    Double = 10,
    String = 11,
    Boolean = 12,
}

internal static class DataKinds
{
    public static PrimitiveDataViewType ToType(this DataKind kind) => kind switch
    {
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        >= DataKind.SByte and <= DataKind.Double => NumberDataViewType.All[(int)kind - (int)DataKind.SByte],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), $"kind must be a DataKind; got {kind}."),
    };

    /// <summary>The column type that holds values of a .NET type, or null when there is none.</summary>
    public static PrimitiveDataViewType? TypeOf(Type rawType) =>
        rawType == typeof(string) || rawType == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
        : rawType == typeof(bool) ? BooleanDataViewType.Instance
        : rawType == typeof(DataViewRowId) ? RowIdDataViewType.Instance
        : NumberDataViewType.All.FirstOrDefault(number => number.RawType == rawType);
}
