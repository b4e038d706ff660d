using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Subtracts an offset from each slot and multiplies by a scale.</summary>
internal abstract class AffineFunction(DataViewType itemType, int size)
{
    public DataViewType ItemType { get; } = itemType;

    public int Size { get; } = size;

    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    public static AffineFunction Load(BinaryReader reader)
    {
        var itemType = Scalars.LoadType(reader);
        return Columns.Create<AffineFunction>(typeof(AffineFunction<>), itemType.RawType, itemType, reader);
    }

    public abstract void Save(BinaryWriter writer);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);
}

internal sealed class AffineFunction<T> : AffineFunction
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _scale;
    private readonly T[]? _offset;
    private readonly bool _isVector;

    /// <param name="itemType">The type of T.</param>
    /// <param name="scale">A factor for each slot.</param>
    /// <param name="offset">An offset for each slot; null when all are zero and sparse vectors stay sparse.</param>
    /// <param name="isVector">Whether a vector, if only of one slot, is meant.</param>
    public AffineFunction(DataViewType itemType, T[] scale, T[]? offset, bool isVector) : base(itemType, scale.Length)
    {
        _scale = scale;
        _offset = offset;
        _isVector = isVector;
    }

    public AffineFunction(DataViewType itemType, BinaryReader reader)
        : this(itemType, Read(reader), reader.ReadBoolean() ? Read(reader) : null, reader.ReadBoolean())
    {
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => _isVector
        ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>(
            ImmutableArray.Create(_scale), ImmutableArray.Create(_offset))
        : new NormalizingTransformer.AffineNormalizerModelParameters<T>(_scale[0], _offset?[0] ?? T.Zero);

    public override void Save(BinaryWriter writer)
    {
        Scalars.SaveType(writer, ItemType);
        Write(writer, _scale);
        writer.Write(_offset is not null);
        if (_offset is not null)
            Write(writer, _offset);
        writer.Write(_isVector);
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(row.Schema[source.Index]), source.Name);

        var getter = row.GetGetter<T>(row.Schema[source.Index]);
        T scale = _scale[0], offset = _offset?[0] ?? T.Zero;
        return (ValueGetter<T>)((ref T value) =>
        {
            getter(ref value);
            value = (value - offset) * scale;
        });
    }

    private ValueGetter<VBuffer<T>> MakeVectorGetter(ValueGetter<VBuffer<T>> getter, string name)
    {
        VBuffer<T> input = default;
        var mapped = new T[Size];
        return (ref VBuffer<T> value) =>
        {
            getter(ref input);
            if (input.Length != Size)
                throw new InvalidOperationException($"Column '{name}' must have {Size} slots; got {input.Length}.");
            if (_offset is not null || input.IsDense)
            {
                input.CopyTo(mapped);
                Map(mapped, default);
                value = Compact(mapped, default, ref value);
                return;
            }
            var slots = input.GetIndices();
            input.GetValues().CopyTo(mapped);
            Map(mapped.AsSpan(0, slots.Length), slots);
            value = Compact(mapped.AsSpan(0, slots.Length), slots, ref value);
        };
    }

    /// <summary>Maps values in their place: of all slots, or of the given ones if there are any given.</summary>
    private void Map(Span<T> values, ReadOnlySpan<int> slots)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int slot = slots.IsEmpty ? i : slots[i];
            values[i] = (values[i] - (_offset is null ? T.Zero : _offset[slot])) * _scale[slot];
        }
    }

    /// <summary>As in ML.NET a vector is sparse, whatever it was, if less than half of it is not zero.</summary>
    private VBuffer<T> Compact(ReadOnlySpan<T> values, ReadOnlySpan<int> slots, ref VBuffer<T> target)
    {
        int count = 0;
        foreach (var value in values)
            count += T.IsZero(value) ? 0 : 1;
        bool isSparse = Sparsity.IsSparse(count, Size);
        var editor = VBufferEditor.Create(ref target, Size, isSparse ? count : null);
        if (!isSparse)
            editor.Values.Clear();
        for (int i = 0, next = 0; i < values.Length; i++)
        {
            if (T.IsZero(values[i]))
                continue;
            int slot = slots.IsEmpty ? i : slots[i];
            if (isSparse)
                editor.Indices[next] = slot;
            editor.Values[isSparse ? next++ : slot] = values[i];
        }
        return editor.Commit();
    }

    private static void Write(BinaryWriter writer, T[] values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static T[] Read(BinaryReader reader)
    {
        var values = new T[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
