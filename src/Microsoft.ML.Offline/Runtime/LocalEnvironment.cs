using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// The environment behind an <see cref="MLContext"/>: hands out named hosts, each with its own random stream drawn
/// from the seed, and channels whose messages reach the listener of the root.
/// </summary>
internal sealed class LocalEnvironment : IHost, IHostEnvironmentInternal, ICancelable, IMessageSource
{
    private readonly object _lock = new();
    private readonly LocalEnvironment _root;
    private readonly LocalEnvironment? _parent;
    private readonly List<WeakReference<LocalEnvironment>> _children = [];

    public LocalEnvironment(int? seed = null)
    {
        _root = this;
        Seed = seed;
        Rand = seed is { } value ? new(value) : new();
        ComponentCatalog = new();
    }

    private LocalEnvironment(LocalEnvironment parent, string name, Random rand)
    {
        _root = parent._root;
        _parent = parent;
        // As in ML.NET, a host is named after the owner of its parent, not after its parent.
        FullName = parent._parent?.FullName is { } owner ? $"{owner}; {name}" : name;
        Rand = rand;
        Seed = parent.Seed;
        ComponentCatalog = parent.ComponentCatalog;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
        IsCanceled = parent.IsCanceled;
    }

    public event Action<IMessageSource, ChannelMessage>? Message;

    public string? FullName { get; }

    public string ContextDescription => FullName ?? "HostEnvironment";

    public int? Seed { get; }

    public Random Rand { get; }

    public ComponentCatalog ComponentCatalog { get; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public bool IsCanceled { get; private set; }

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Check.NonEmpty(name, nameof(name));
        lock (_lock)
        {
            var host = new LocalEnvironment(this, name, new(seed ?? Rand.Next()));
            _children.RemoveAll(child => !child.TryGetTarget(out _));
            _children.Add(new(host));
            return host;
        }
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this);

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        ex.Data["Throwing component"] = ContextDescription;
        return ex;
    }

    public void CancelExecution()
    {
        lock (_lock)
        {
            IsCanceled = true;
            foreach (var child in _children)
            {
                if (child.TryGetTarget(out var host))
                    host.CancelExecution();
            }
            _children.Clear();
        }
    }

    internal void Raise(IMessageSource source, ChannelMessage message) => _root.Message?.Invoke(source, message);
}
