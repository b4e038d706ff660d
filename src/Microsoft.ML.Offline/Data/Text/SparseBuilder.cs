namespace Microsoft.ML.Data;

/// <summary>
/// Collects the values of a vector in the order of their slots. It is sparse if at most half of the slots have one.
/// </summary>
internal sealed class SparseBuilder<T>
{
    private readonly List<int> _slots = [];
    private readonly List<T> _values = [];
    private int _length;

    public void Reset(int length)
    {
        _slots.Clear();
        _values.Clear();
        _length = length;
    }

    public void Add(int slot, T value)
    {
        _slots.Add(slot);
        _values.Add(value);
    }

    public void CopyTo(ref VBuffer<T> vector)
    {
        bool isSparse = _slots.Count <= _length / 2 && _length > 0;
        var editor = VBufferEditor.Create(ref vector, _length, isSparse ? _slots.Count : null);
        if (isSparse)
        {
            _slots.CopyTo(editor.Indices);
            _values.CopyTo(editor.Values);
        }
        else
        {
            editor.Values.Clear();
            for (int i = 0; i < _slots.Count; i++)
                editor.Values[_slots[i]] = _values[i];
        }
        vector = editor.Commit();
    }
}
