using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Sets the slot of each key: of one key, of each key in a block of its own, or of all in one bag.</summary>
internal sealed class KeyToVectorMap<TKey>(DataViewSchema.Column source, int keyCount, bool bag) : KeyMap
    where TKey : struct, IBinaryInteger<TKey>
{
    public override Delegate MakeGetter(DataViewRow row)
    {
        var column = row.Schema[source.Index];
        return source.Type is not VectorDataViewType ? One(row.GetGetter<TKey>(column))
            : bag ? Bag(row.GetGetter<VBuffer<TKey>>(column))
            : Blocks(row.GetGetter<VBuffer<TKey>>(column));
    }

    private ValueGetter<VBuffer<float>> One(ValueGetter<TKey> getter) => (ref VBuffer<float> value) =>
    {
        TKey key = default;
        getter(ref key);
        bool isKnown = TryGetSlot(key, out int slot);
        var editor = VBufferEditor.Create(ref value, keyCount, isKnown ? 1 : 0, requireIndicesOnDense: true);
        if (isKnown)
        {
            editor.Indices[0] = slot;
            editor.Values[0] = 1;
        }
        value = editor.Commit();
    };

    private ValueGetter<VBuffer<float>> Bag(ValueGetter<VBuffer<TKey>> getter)
    {
        VBuffer<TKey> keys = default;
        var counts = new SortedDictionary<int, float>();
        return (ref VBuffer<float> value) =>
        {
            getter(ref keys);
            counts.Clear();
            bool isSparse = true;
            foreach (var key in keys.GetValues())
            {
                if (!TryGetSlot(key, out int slot))
                    continue;
                // ML.NET decides before it looks whether the key has been there already.
                isSparse &= Sparsity.IsSparse(counts.Count + 1, keyCount);
                counts[slot] = counts.GetValueOrDefault(slot) + 1;
            }
            var editor = VBufferEditor.Create(ref value, keyCount, isSparse ? counts.Count : null);
            if (!isSparse)
                editor.Values.Clear();
            int next = 0;
            foreach (var (slot, count) in counts)
            {
                if (isSparse)
                    editor.Indices[next] = slot;
                editor.Values[isSparse ? next++ : slot] = count;
            }
            value = editor.Commit();
        };
    }

    private ValueGetter<VBuffer<float>> Blocks(ValueGetter<VBuffer<TKey>> getter)
    {
        VBuffer<TKey> keys = default;
        return (ref VBuffer<float> value) =>
        {
            getter(ref keys);
            var editor = VBufferEditor.Create(
                ref value, checked(keys.Length * keyCount), keys.GetValues().Length, requireIndicesOnDense: true);
            int count = 0;
            foreach (var (block, key) in keys.Items())
            {
                if (!TryGetSlot(key, out int slot))
                    continue;
                editor.Indices[count] = block * keyCount + slot;
                editor.Values[count++] = 1;
            }
            value = editor.CommitTruncated(count);
        };
    }

    private bool TryGetSlot(TKey key, out int slot)
    {
        ulong number = ulong.CreateTruncating(key);
        slot = (int)(number - 1);
        return number > 0 && number <= (ulong)keyCount;
    }
}
