using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>The fields of one line that are not empty, by their indices in the line.</summary>
internal sealed class LineFields
{
    private readonly List<int> _indices = [];
    private readonly List<ReadOnlyMemory<char>> _texts = [];

    /// <summary>The number of fields of the line, empty ones included.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<char> this[int field] =>
        // Where no field before is empty, as in most files, a field is where its index says.
        field < _indices.Count && _indices[field] == field ? _texts[field]
        : _indices.BinarySearch(field) is >= 0 and var at ? _texts[at]
        : default;

    public void Clear()
    {
        _indices.Clear();
        _texts.Clear();
        Length = 0;
    }

    /// <summary>Adds the field in the next place.</summary>
    public void Add(ReadOnlyMemory<char> text) => Set(Length, text);

    /// <summary>Takes away the last field, which says how many fields follow; false if it does not.</summary>
    public bool TakeSize(out int size)
    {
        size = 0;
        if (_indices.Count == 0 || _indices[^1] != Length - 1
            || !int.TryParse(_texts[^1].Span, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size == 0)
            return false;
        _indices.RemoveAt(_indices.Count - 1);
        _texts.RemoveAt(_texts.Count - 1);
        Length--;
        return true;
    }

    /// <summary>Sets a field behind all that are set already.</summary>
    public void Set(int index, ReadOnlyMemory<char> text)
    {
        Length = index + 1;
        if (text.IsEmpty)
            return;
        _indices.Add(index);
        _texts.Add(text);
    }

    /// <summary>Makes the line longer by empty fields.</summary>
    public void Extend(int length) => Length = length;

    /// <summary>The fields from one index to another, both included, that are not empty.</summary>
    public IEnumerable<(int Index, ReadOnlyMemory<char> Text)> Between(int first, int last)
    {
        int at = _indices.BinarySearch(first);
        for (at = at < 0 ? ~at : at; at < _indices.Count && _indices[at] <= last; at++)
            yield return (_indices[at], _texts[at]);
    }
}
