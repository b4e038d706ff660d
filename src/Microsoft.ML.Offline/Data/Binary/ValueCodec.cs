namespace Microsoft.ML.Data;

/// <summary>Writes and reads the values of one column.</summary>
internal abstract class ValueCodec
{
    public static ValueCodec Create(DataViewType type) => type is VectorDataViewType vector
        ? Columns.Create<ValueCodec>(typeof(VectorCodec<>), vector.ItemType.RawType)
        : Columns.Create<ValueCodec>(typeof(ScalarCodec<>), type.RawType);

    /// <summary>An action that writes the value of the current row.</summary>
    public abstract Action MakeWriter(BinaryWriter writer, DataViewRow row, DataViewSchema.Column column);

    /// <summary>Reads the next value and keeps it.</summary>
    public abstract void Read(BinaryReader reader);

    /// <summary>A ValueGetter of the value that was read last.</summary>
    public abstract Delegate Getter { get; }
}

internal sealed class ScalarCodec<T> : ValueCodec
{
    private T _value = default!;

    public override Delegate Getter => (ValueGetter<T>)((ref T value) => value = _value);

    public override Action MakeWriter(BinaryWriter writer, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            Values.Write(writer, value);
        };
    }

    public override void Read(BinaryReader reader) => _value = Values.Read<T>(reader);
}

internal sealed class VectorCodec<T> : ValueCodec
{
    private VBuffer<T> _value;

    public override Delegate Getter => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _value.CopyTo(ref value));

    public override Action MakeWriter(BinaryWriter writer, DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return () =>
        {
            getter(ref vector);
            writer.Write(vector.Length);
            writer.Write(vector.GetValues().Length);
            foreach (int index in vector.GetIndices())
                writer.Write(index);
            foreach (var value in vector.GetValues())
                Values.Write(writer, value);
        };
    }

    public override void Read(BinaryReader reader)
    {
        int length = reader.ReadInt32(), count = reader.ReadInt32();
        Check.Decode(
            count >= 0 && count <= length && count <= reader.BaseStream.Length - reader.BaseStream.Position,
            $"Corrupt binary file: a vector of length {length} with {count} values.");
        var editor = VBufferEditor.Create(ref _value, length, count);
        for (int i = 0; i < editor.Indices.Length; i++)
        {
            editor.Indices[i] = reader.ReadInt32();
            Check.Decode(
                editor.Indices[i] < length && editor.Indices[i] > (i == 0 ? -1 : editor.Indices[i - 1]),
                $"Corrupt binary file: index {editor.Indices[i]} in a vector of length {length}.");
        }
        for (int i = 0; i < count; i++)
            editor.Values[i] = Values.Read<T>(reader);
        _value = editor.Commit();
    }
}
