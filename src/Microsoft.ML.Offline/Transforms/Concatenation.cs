namespace Microsoft.ML.Data;

/// <summary>Joins scalars and vectors of one item type.</summary>
internal abstract class Concatenation
{
    public abstract Delegate MakeGetter(DataViewRow row, int[] sources);
}

internal sealed class Concatenation<T> : Concatenation
{
    public override Delegate MakeGetter(DataViewRow row, int[] sources)
    {
        var parts = new VBuffer<T>[sources.Length];
        var getters = Array.ConvertAll(sources, source => AsVector(row, row.Schema[source]));
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            int length = 0, count = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                getters[i](ref parts[i]);
                length += parts[i].Length;
                count += parts[i].GetValues().Length;
            }
            if (count <= length / 2)
                JoinSparse(parts, length, count, ref value);
            else
                JoinDense(parts, length, ref value);
        });
    }

    private static ValueGetter<VBuffer<T>> AsVector(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType type)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            return (ref VBuffer<T> value) =>
            {
                getter(ref value);
                if (type.IsKnownSize && value.Length != type.Size)
                    throw new InvalidOperationException(
                        $"Column '{column.Name}' must have {type.Size} slots; got {value.Length}.");
            };
        }
        var scalar = row.GetGetter<T>(column);
        return (ref VBuffer<T> value) =>
        {
            var editor = VBufferEditor.Create(ref value, 1);
            scalar(ref editor.Values[0]);
            value = editor.Commit();
        };
    }

    private static void JoinDense(VBuffer<T>[] parts, int length, ref VBuffer<T> value)
    {
        var editor = VBufferEditor.Create(ref value, length);
        int start = 0;
        foreach (var part in parts)
        {
            if (part.IsDense)
            {
                part.GetValues().CopyTo(editor.Values[start..]);
            }
            else
            {
                editor.Values.Slice(start, part.Length).Clear();
                foreach (var (index, item) in part.Items())
                    editor.Values[start + index] = item;
            }
            start += part.Length;
        }
        value = editor.Commit();
    }

    private static void JoinSparse(VBuffer<T>[] parts, int length, int count, ref VBuffer<T> value)
    {
        var editor = VBufferEditor.Create(ref value, length, count);
        int start = 0, next = 0;
        foreach (var part in parts)
        {
            foreach (var (index, item) in part.Items())
            {
                editor.Indices[next] = start + index;
                editor.Values[next++] = item;
            }
            start += part.Length;
        }
        value = editor.Commit();
    }
}
