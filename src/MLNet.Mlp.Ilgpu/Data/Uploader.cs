using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Writes to the memory of the device by way of two small buffers of the host in turn: while the device reads
/// the one the other is filled.</summary>
internal sealed class Uploader(Gpu gpu, int blockBytes = Uploader.DefaultBlockBytes) : IDisposable
{
    /// <summary>Large enough for the full speed of the bus.</summary>
    private const int DefaultBlockBytes = 2 << 20;

    private readonly StagingBuffer[] _blocks =
        [new StagingBuffer(gpu, blockBytes), new StagingBuffer(gpu, blockBytes)];

    private int _next;

    /// <summary>Begins to fill a view from its start.</summary>
    public Upload<T> To<T>(ArrayView<T> view) where T : unmanaged => new(this, view);

    /// <summary>The buffer that has been waiting for longer.</summary>
    internal StagingBuffer NextBlock() => _blocks[_next++ & 1];

    public void Dispose()
    {
        foreach (var block in _blocks) block.Dispose();
    }
}
