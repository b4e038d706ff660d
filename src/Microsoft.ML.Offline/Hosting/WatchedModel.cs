using Microsoft.Extensions.Logging;

namespace Microsoft.ML.Hosting;

/// <summary>
/// The model in a file, loaded again whenever the file changes. A file that cannot be loaded is logged, and leaves the
/// model that was there.
/// </summary>
/// <remarks>
/// Microsoft.Extensions.ML does not notice that another file was renamed to this one. This does, as saving a model here
/// ends with renaming it.
/// </remarks>
internal sealed partial class WatchedModel : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);
    private const int MaxAttempts = 100;

    private readonly string _filePath;
    private readonly ILogger _logger;
    private readonly FileSystemWatcher? _watcher;
    private volatile ITransformer _model;

    public WatchedModel(MLContext context, string filePath, bool watchForChanges, ILogger logger)
    {
        if (!File.Exists(filePath))
            throw new ArgumentException($"filePath must be an existing file; got '{filePath}'.", nameof(filePath));
        Context = context;
        _filePath = Path.GetFullPath(filePath);
        _logger = logger;
        _model = Load();
        if (!watchForChanges)
            return;
        _watcher = new(Path.GetDirectoryName(_filePath)!, Path.GetFileName(_filePath));
        _watcher.Changed += (_, _) => Reload();
        _watcher.Renamed += (_, _) => Reload();
        _watcher.EnableRaisingEvents = true;
    }

    public MLContext Context { get; }

    public ITransformer Model => _model;

    public void Dispose() => _watcher?.Dispose();

    // The watcher has one thread and waits for this, so there is never a second reload.
    private void Reload()
    {
        try
        {
            _model = Load();
            LogReload(_filePath);
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            LogFailure(e, _filePath);
        }
    }

    /// <summary>Whoever writes the file may still hold it, and what it writes last may be the last that is heard of it.
    /// </summary>
    private ITransformer Load()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Context.Model.Load(_filePath, out _);
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                Thread.Sleep(RetryInterval);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The model of '{FilePath}' was loaded again.")]
    private partial void LogReload(string filePath);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "The model of '{FilePath}' could not be loaded again; the last one stays.")]
    private partial void LogFailure(Exception exception, string filePath);
}
