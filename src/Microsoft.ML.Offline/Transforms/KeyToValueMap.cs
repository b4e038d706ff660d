using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

internal sealed class KeyToValueMap<TKey, TValue> : KeyMap
    where TKey : struct, IBinaryInteger<TKey>
{
    private readonly DataViewSchema.Column _source;
    private readonly TValue[] _values;
    private readonly TValue _missing = Scalars.Missing<TValue>()!;

    public KeyToValueMap(DataViewSchema.Column source)
    {
        _source = source;
        var itemType = ((VectorDataViewType)source.AnnotationType(AnnotationUtils.Kinds.KeyValues)!).ItemType;
        _values = source.AnnotationItems<TValue>(AnnotationUtils.Kinds.KeyValues, itemType)!;
    }

    public override Delegate MakeGetter(DataViewRow row)
    {
        if (_source.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<TKey>>(row.Schema[_source.Index]));

        var getter = row.GetGetter<TKey>(row.Schema[_source.Index]);
        return (ValueGetter<TValue>)((ref TValue value) =>
        {
            TKey key = default;
            getter(ref key);
            value = ValueOf(key);
        });
    }

    private ValueGetter<VBuffer<TValue>> MakeVectorGetter(ValueGetter<VBuffer<TKey>> getter)
    {
        VBuffer<TKey> keys = default;
        return (ref VBuffer<TValue> values) =>
        {
            getter(ref keys);
            var editor = VBufferEditor.Create(ref values, keys.Length);
            foreach (var (slot, key) in keys.Items(all: true))
                editor.Values[slot] = ValueOf(key);
            values = editor.Commit();
        };
    }

    private TValue ValueOf(TKey key)
    {
        ulong number = ulong.CreateTruncating(key);
        return number > 0 && number <= (ulong)_values.Length ? _values[number - 1] : _missing;
    }
}
