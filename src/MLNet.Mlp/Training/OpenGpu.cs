using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>A GPU that has been opened.</summary>
/// <param name="Backend">It; to be disposed if it can be.</param>
/// <param name="Description">Its name and kind, for the log; for example "NVIDIA H200 (CUDA)".</param>
internal sealed record OpenGpu(IBackend Backend, string Description)
{
#if HAS_ILGPU
    private static readonly KeptGpus _kept = new(id => new GpuBackend(id));

#endif
    /// <summary>Opens a GPU by its number. It stays open until this process ends.</summary>
    /// <exception cref="Exception">There is no such GPU, or it cannot be opened, for which drivers have many reasons;
    /// the message is a sentence that says why.</exception>
    public static OpenGpu Open(int id)
    {
#if HAS_ILGPU
        _kept.Keep(id);
        var backend = new GpuBackend(id);
        var device = GpuDevice.All.First(device => device.Id == id);
        return new OpenGpu(backend, $"{device.Name} ({device.Kind})");
#else
        throw new InvalidOperationException(
            "This build of MLNet.Mlp has no GPU backend, as ILGPU could not be restored.");
#endif
    }
}
