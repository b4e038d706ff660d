using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Reads a text file line by line and cuts each line into fields.</summary>
internal sealed class TextLineReader(string path, TextLoader.Options options) : IDisposable
{
    private readonly StreamReader _reader = new(path);
    private readonly LineFields _fields = new();
    private readonly char[] _separators = options.Separators;
    private readonly bool _keepSpaces = options.Separators.Contains(' ');
    private long _rows;
    private bool _started;

    public long Line { get; private set; }

    /// <summary>The first line that is neither empty nor a comment: the header, if there is one.</summary>
    public LineFields? ReadFirst()
    {
        while (_reader.ReadLine() is { } line)
        {
            Line++;
            if (line.Length > 0 && line[0] != '#' && !line.StartsWith("//", StringComparison.Ordinal))
                return Split(line);
        }
        return null;
    }

    public LineFields? ReadRow()
    {
        if (_rows == (options.MaxRows ?? long.MaxValue))
            return null;
        _rows++;
        if (_started)
            return ReadNext();
        _started = true;
        var first = ReadFirst();
        return options.HasHeader && first is not null ? ReadNext() : first;
    }

    private LineFields? ReadNext()
    {
        while (_reader.ReadLine() is { } line)
        {
            Line++;
            if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
                return Split(line);
        }
        return null;
    }

    /// <summary>
    /// Fields stand one after the other. Where allowed, a line may go on with the number of fields that follow and then
    /// with index:field of each of these that is not empty; what is wrong ends the line.
    /// </summary>
    private LineFields Split(string line)
    {
        _fields.Clear();
        var rest = options.TrimWhitespace ? line.AsMemory().TrimEnd() : line.AsMemory();
        int sparseStart = -1, size = 0;
        while (true)
        {
            if (!_keepSpaces)
                rest = rest.TrimStart(' ');
            int index = options.AllowSparse ? TakeIndex(ref rest) : -1;
            var field = options.AllowQuoting && rest.Span.StartsWith("\"") ? Quoted(ref rest) : Plain(ref rest);
            if (index >= 0 && sparseStart < 0)
            {
                if (!_fields.TakeSize(out size))
                    return _fields;
                sparseStart = _fields.Length;
            }
            if (sparseStart < 0)
                _fields.Add(field);
            else if (index >= size || sparseStart + index < _fields.Length)
                rest = default;
            else
                _fields.Set(sparseStart + index, field);
            if (rest.IsEmpty)
                break;
            rest = rest[1..];
        }
        if (sparseStart >= 0)
            _fields.Extend(sparseStart + size);
        return _fields;
    }

    /// <summary>The number before a colon at the start of a field, which is taken away; -1 if there is none.</summary>
    private int TakeIndex(ref ReadOnlyMemory<char> rest)
    {
        // More digits than these would not fit into an index.
        const int MaximumDigits = 9;
        var span = rest.Span;
        int digits = 0, index = 0;
        for (; digits < Math.Min(span.Length, MaximumDigits) && char.IsAsciiDigit(span[digits]); digits++)
            index = 10 * index + (span[digits] - '0');
        if (digits == 0 || digits >= span.Length || span[digits] != ':')
            return -1;
        rest = rest[(digits + 1)..];
        if (!_keepSpaces)
            rest = rest.TrimStart(' ');
        return index;
    }

    private ReadOnlyMemory<char> Plain(ref ReadOnlyMemory<char> rest)
    {
        int end = rest.Span.IndexOfAny(_separators);
        var field = end < 0 ? rest : rest[..end];
        rest = rest[field.Length..];
        return field;
    }

    /// <summary>A doubled quote stands for one. A field whose quoting is wrong is read as empty.</summary>
    private ReadOnlyMemory<char> Quoted(ref ReadOnlyMemory<char> rest)
    {
        var text = new StringBuilder();
        var span = rest.Span;
        int at = 1;
        while (at < span.Length && (span[at] != '"' || (at + 1 < span.Length && span[at + 1] == '"')))
        {
            text.Append(span[at]);
            at += span[at] == '"' ? 2 : 1;
        }
        var after = at < span.Length ? rest[(at + 1)..] : default;
        bool isClosed = at < span.Length;
        var gap = Plain(ref after);
        rest = after;
        return isClosed && gap.Span.Trim(' ').IsEmpty ? text.ToString().AsMemory() : default;
    }

    public void Dispose() => _reader.Dispose();
}
