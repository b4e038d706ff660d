using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Reads a text file line by line and cuts each line into fields.</summary>
internal sealed class TextLineReader(string path, TextLoader.Options options) : IDisposable
{
    private readonly StreamReader _reader = new(path);
    private readonly List<ReadOnlyMemory<char>> _fields = [];
    private readonly char[] _separators = options.Separators;
    private readonly bool _keepSpaces = options.Separators.Contains(' ');
    private long _rows;
    private bool _started;

    public long Line { get; private set; }

    /// <summary>The first line that is neither empty nor a comment: the header, if there is one.</summary>
    public List<ReadOnlyMemory<char>>? ReadFirst()
    {
        while (_reader.ReadLine() is { } line)
        {
            Line++;
            if (line.Length > 0 && line[0] != '#' && !line.StartsWith("//", StringComparison.Ordinal))
                return Split(line);
        }
        return null;
    }

    public List<ReadOnlyMemory<char>>? ReadRow()
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

    private List<ReadOnlyMemory<char>>? ReadNext()
    {
        while (_reader.ReadLine() is { } line)
        {
            Line++;
            if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
                return Split(line);
        }
        return null;
    }

    private List<ReadOnlyMemory<char>> Split(string line)
    {
        _fields.Clear();
        var rest = options.TrimWhitespace ? line.AsMemory().TrimEnd() : line.AsMemory();
        while (true)
        {
            if (!_keepSpaces)
                rest = rest.TrimStart(' ');
            var field = options.AllowQuoting && rest.Span.StartsWith("\"") ? Quoted(ref rest) : Plain(ref rest);
            _fields.Add(field);
            if (rest.IsEmpty)
                return _fields;
            rest = rest[1..];
        }
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
