using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes and reads a schema with its annotations.</summary>
internal static class SchemaSerializer
{
    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        writer.Write(schema.Count);
        foreach (var column in schema)
        {
            writer.Write(column.Name);
            Write(writer, column.Type);
            var kept = column.Annotations.Schema.Where(annotation => Values.CanHold(annotation.Type)).ToArray();
            writer.Write(kept.Length);
            foreach (var annotation in kept)
            {
                writer.Write(annotation.Name);
                Write(writer, annotation.Type);
                Call(nameof(WriteScalar), nameof(WriteVector), annotation.Type, writer, column.Annotations, annotation);
            }
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var schema = new DataViewSchema.Builder();
        for (int count = ReadCount(reader); count > 0; count--)
        {
            var name = reader.ReadString();
            var type = ReadType(reader);
            var annotations = new DataViewSchema.Annotations.Builder();
            for (int left = ReadCount(reader); left > 0; left--)
            {
                var kind = reader.ReadString();
                var annotationType = ReadType(reader);
                Call(nameof(ReadScalar), nameof(ReadVector), annotationType, reader, annotations, kind, annotationType);
            }
            schema.AddColumn(name, type, annotations.ToAnnotations());
        }
        return schema.ToSchema();
    }

    private static void WriteScalar<T>(
        BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        T value = default!;
        annotations.GetGetter<T>(annotation)(ref value);
        Values.Write(writer, value);
    }

    private static void WriteVector<T>(
        BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        VBuffer<T> vector = default;
        annotations.GetGetter<VBuffer<T>>(annotation)(ref vector);
        writer.Write(vector.Length);
        foreach (var value in vector.DenseValues())
            Values.Write(writer, value);
    }

    private static void ReadScalar<T>(
        BinaryReader reader, DataViewSchema.Annotations.Builder annotations, string kind, DataViewType type)
    {
        var value = Values.Read<T>(reader);
        annotations.Add(kind, type, (ref T destination) => destination = value);
    }

    private static void ReadVector<T>(
        BinaryReader reader, DataViewSchema.Annotations.Builder annotations, string kind, DataViewType type)
    {
        var values = new T[ReadCount(reader)];
        for (int i = 0; i < values.Length; i++)
            values[i] = Values.Read<T>(reader);
        var vector = new VBuffer<T>(values.Length, values);
        annotations.Add(kind, type, (ref VBuffer<T> destination) => vector.CopyTo(ref destination));
    }

    private static void Write(BinaryWriter writer, DataViewType type)
    {
        var vector = type as VectorDataViewType;
        var item = vector?.ItemType ?? type;
        writer.Write(vector?.Dimensions.Length ?? 0);
        foreach (int dimension in vector?.Dimensions ?? [])
            writer.Write(dimension);
        writer.Write((item as KeyDataViewType)?.Count ?? 0UL);
        writer.Write(item.RawType.Name);
    }

    private static DataViewType ReadType(BinaryReader reader)
    {
        var dimensions = new int[ReadCount(reader)];
        for (int i = 0; i < dimensions.Length; i++)
            dimensions[i] = reader.ReadInt32();
        ulong keyCount = reader.ReadUInt64();
        var name = reader.ReadString();
        PrimitiveDataViewType[] known =
        [
            .. NumberDataViewType.All,
            TextDataViewType.Instance,
            BooleanDataViewType.Instance,
            RowIdDataViewType.Instance,
        ];
        var item = known.FirstOrDefault(type => type.RawType.Name == name)
            ?? throw new FormatException($"Corrupt model file: its schema has a column of type '{name}'.");
        if (keyCount > 0)
            item = new KeyDataViewType(item.RawType, keyCount);
        return dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
    }

    /// <summary>A count of things, each of which takes at least a byte of the stream.</summary>
    private static int ReadCount(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        Check.Decode(
            count >= 0 && count <= reader.BaseStream.Length, $"Corrupt model file: its schema has a count of {count}.");
        return count;
    }

    private static void Call(string forScalar, string forVector, DataViewType type, params object[] arguments)
    {
        var vector = type as VectorDataViewType;
        typeof(SchemaSerializer)
            .GetMethod(vector is null ? forScalar : forVector, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(vector?.ItemType.RawType ?? type.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
