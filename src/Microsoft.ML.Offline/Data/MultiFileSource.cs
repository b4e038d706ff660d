namespace Microsoft.ML.Data;

public interface IMultiStreamSource
{
    int Count { get; }

    string GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}

/// <summary>Files that are read anew each time. Unlike in ML.NET, * and ? in a path stand for themselves.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths) => _paths = paths is null or [null] ? [] : paths;

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), $"index must be in 0..{Count - 1}; got {index}.");
        return _paths[index];
    }

    public Stream Open(int index) => File.OpenRead(GetPathOrNull(index));

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
