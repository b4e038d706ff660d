using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector whose arrays can be reused from row to row. It is dense when it holds <see cref="Length"/> values;
/// otherwise it is sparse and <see cref="GetIndices"/> says where its explicit values belong.
/// </summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[]? indices = null) : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[]? values, int[]? indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
            throw new ArgumentOutOfRangeException(nameof(count), $"count must be in 0..{length}; got {count}.");
        if ((values?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(
                nameof(values), $"values must hold at least {count} items; got {values?.Length ?? 0}.");
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(
                nameof(indices), $"indices must hold at least {count} items; got {indices?.Length ?? 0}.");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if (sourceIndex < 0 || sourceIndex > Length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        if (length < 0 || sourceIndex > Length - length)
            throw new ArgumentOutOfRangeException(nameof(length));

        int first = IsDense ? sourceIndex : LowerBound(sourceIndex);
        int count = IsDense ? length : LowerBound(sourceIndex + length) - first;
        var editor = VBufferEditor.Create(ref destination, length, count);
        GetValues().Slice(first, count).CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices![first + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
            throw new ArgumentOutOfRangeException(
                nameof(destination),
                $"destination must hold {Length} values from index {destinationIndex} on; got {destination.Length}.");

        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices![i]] = _values![i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        if (length < 0 || length > source.Length)
            throw new ArgumentOutOfRangeException(nameof(length));
        if (sourceIndex < 0 || sourceIndex > source.Length - length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (all && !IsDense)
        {
            int slot = 0;
            foreach (var value in DenseValues())
                yield return new(slot++, value);
            yield break;
        }
        for (int i = 0; i < _count; i++)
            yield return new(IsDense ? i : _indices![i], _values![i]);
    }

    public IEnumerable<T> DenseValues()
    {
        int next = 0;
        for (int slot = 0; slot < Length; slot++)
        {
            bool isExplicit = IsDense || (next < _count && _indices![next] == slot);
            yield return isExplicit ? _values![next++] : default!;
        }
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        if (index < 0 || index >= Length)
            throw new ArgumentOutOfRangeException(nameof(index), $"index must be in 0..{Length - 1}; got {index}.");
        if (IsDense)
            return _values![index];
        int at = LowerBound(index);
        return at < _count && _indices![at] == index ? _values![at] : default!;
    }

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    public IEnumerator GetEnumerator() => (_values ?? []).GetEnumerator();

    internal VBufferEditor<T> Edit(
        int length, int count, int? maxCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        var values = Resized(_values, count, maxCapacity, keepOldOnResize);
        var indices = count < length || requireIndicesOnDense
            ? Resized(_indices, count, maxCapacity, keepOldOnResize)
            : _indices;
        return new(
            length, count, values, indices, requireIndicesOnDense,
            !ReferenceEquals(values, _values), !ReferenceEquals(indices, _indices));
    }

    internal int ExplicitCount => _count;

    private static TItem[]? Resized<TItem>(TItem[]? old, int count, int? maxCapacity, bool keepOld)
    {
        if (count == 0 || old?.Length >= count)
            return old;
        int capacity = count;
        // Growing by half again keeps row-by-row appends linear; a fresh buffer is made to measure.
        if (old is { Length: > 0 })
            capacity = Math.Max(count, (int)Math.Min(old.Length * 3L / 2, maxCapacity ?? Array.MaxLength));
        var grown = new TItem[capacity];
        if (keepOld)
            old?.CopyTo(grown, 0);
        return grown;
    }

    private int LowerBound(int slot)
    {
        int at = _indices.AsSpan(0, _count).BinarySearch(slot);
        return at < 0 ? ~at : at;
    }
}
