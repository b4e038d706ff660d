using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The dictionary of one column: the key of each value that was seen in training.</summary>
internal abstract class TermMap(PrimitiveDataViewType itemType)
{
    public PrimitiveDataViewType ItemType { get; } = itemType;

    public abstract int Count { get; }

    // A key type has at least one key, even if nothing was seen.
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public static TermMap Load(BinaryReader reader)
    {
        var itemType = Scalars.LoadType(reader);
        return Columns.Create<TermMap>(typeof(TermMap<>), itemType.RawType, itemType, reader);
    }

    public abstract void Save(BinaryWriter writer);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText);

    /// <summary>A getter of the key, or of the vector of keys.</summary>
    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);
}

internal sealed class TermMap<T> : TermMap
    where T : notnull
{
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys;

    public TermMap(PrimitiveDataViewType itemType, T[] values) : base(itemType)
    {
        _values = values;
        _keys = new(values.Length, Scalars.Equality<T>());
        for (int i = 0; i < values.Length; i++)
            _keys.Add(values[i], (uint)i + 1);
    }

    public TermMap(PrimitiveDataViewType itemType, BinaryReader reader) : this(itemType, Scalars.Load<T>(reader))
    {
    }

    public override int Count => _values.Length;

    public override void Save(BinaryWriter writer)
    {
        Scalars.SaveType(writer, ItemType);
        Scalars.Save(writer, _values);
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText)
    {
        if (Count == 0)
            return;
        const string Kind = AnnotationUtils.Kinds.KeyValues;
        if (asText)
            annotations.AddItems(Kind, new(TextDataViewType.Instance, Count), Array.ConvertAll(_values, Scalars.ToText));
        else
            annotations.AddItems(Kind, new(ItemType, Count), _values);
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(row.Schema[source.Index]));

        var getter = row.GetGetter<T>(row.Schema[source.Index]);
        T? value = default;
        return (ValueGetter<uint>)((ref uint key) =>
        {
            getter(ref value!);
            key = KeyOf(value);
        });
    }

    private ValueGetter<VBuffer<uint>> MakeVectorGetter(ValueGetter<VBuffer<T>> getter)
    {
        VBuffer<T> values = default;
        uint keyOfDefault = KeyOf(default!);
        return (ref VBuffer<uint> keys) =>
        {
            getter(ref values);
            bool stayingSparse = !values.IsDense && keyOfDefault == 0;
            var items = values.GetValues();
            var editor = VBufferEditor.Create(ref keys, values.Length, stayingSparse ? items.Length : null);
            if (stayingSparse)
                values.GetIndices().CopyTo(editor.Indices);
            else if (!values.IsDense)
                editor.Values.Fill(keyOfDefault);
            for (int i = 0; i < items.Length; i++)
                editor.Values[stayingSparse || values.IsDense ? i : values.GetIndices()[i]] = KeyOf(items[i]);
            keys = editor.Commit();
        };
    }

    private uint KeyOf(T value) => _keys.GetValueOrDefault(value);
}
