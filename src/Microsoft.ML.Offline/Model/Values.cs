using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes and reads single values of the raw types of columns.</summary>
internal static class Values
{
    public static bool CanHold(DataViewType type) =>
        type is VectorDataViewType vector ? CanHold(vector.ItemType)
        : type is NumberDataViewType or KeyDataViewType or TextDataViewType or BooleanDataViewType or RowIdDataViewType;

    public static void Write<T>(BinaryWriter writer, T value)
    {
        if (value is ReadOnlyMemory<char> text)
            writer.Write(text.ToString());
        else
            writer.Write(Bytes(ref value));
    }

    public static T Read<T>(BinaryReader reader)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (T)(object)reader.ReadString().AsMemory();
        T value = default!;
        reader.BaseStream.ReadExactly(Bytes(ref value));
        return value;
    }

    private static Span<byte> Bytes<T>(ref T value) =>
        RuntimeHelpers.IsReferenceOrContainsReferences<T>()
            ? throw new NotSupportedException($"A value of type {typeof(T)} cannot be saved.")
            : MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
