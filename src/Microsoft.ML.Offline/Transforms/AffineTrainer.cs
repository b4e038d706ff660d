using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the scales and offsets of one column in one pass over the rows.</summary>
internal abstract class AffineTrainer
{
    public abstract void Process();

    public abstract AffineFunction Build();
}

internal abstract class AffineTrainer<T> : AffineTrainer
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly DataViewType _itemType;
    private readonly bool _isVector;
    private readonly bool _fixZero;
    private readonly Action _addRow;

    protected AffineTrainer(DataViewRow row, DataViewSchema.Column source, bool fixZero)
    {
        Size = source.SlotCount();
        _itemType = source.ItemType();
        _isVector = source.Type is VectorDataViewType;
        _fixZero = fixZero;
        _addRow = _isVector
            ? AddVectors(row.GetGetter<VBuffer<T>>(source), source.Name)
            : AddScalars(row.GetGetter<T>(source));
    }

    protected int Size { get; }

    /// <summary>The number of rows so far; a slot seen less often was zero in the others.</summary>
    protected long RowCount { get; private set; }

    public override void Process()
    {
        RowCount++;
        _addRow();
    }

    public override AffineFunction Build()
    {
        var scale = new T[Size];
        var offset = new T[Size];
        for (int slot = 0; slot < Size; slot++)
            (scale[slot], offset[slot]) = Finish(slot, _fixZero);
        bool isLinear = offset.All(T.IsZero);
        return new AffineFunction<T>(_itemType, scale, isLinear ? null : offset, _isVector);
    }

    /// <summary>Adds the values of one row: of all slots, or of the given ones if there are any given.</summary>
    protected abstract void Add(ReadOnlySpan<T> values, ReadOnlySpan<int> slots);

    /// <summary>The scale and the offset; both zero for a slot that tells nothing.</summary>
    protected abstract (T Scale, T Offset) Finish(int slot, bool fixZero);

    private Action AddScalars(ValueGetter<T> getter)
    {
        T value = default;
        return () =>
        {
            getter(ref value);
            Add([value], []);
        };
    }

    private Action AddVectors(ValueGetter<VBuffer<T>> getter, string name)
    {
        VBuffer<T> vector = default;
        return () =>
        {
            getter(ref vector);
            if (vector.Length != Size)
                throw new InvalidOperationException($"Column '{name}' must have {Size} slots; got {vector.Length}.");
            Add(vector.GetValues(), vector.IsDense ? [] : vector.GetIndices());
        };
    }
}
