namespace MLNet.Mlp.Backends;

/// <summary>A GPU, or its driver, could not do what was asked for: it ran out of memory, or it failed. The message
/// names the device and says what may help.</summary>
public sealed class GpuFailedException : BackendFailedException
{
    internal GpuFailedException(string message, bool outOfMemory, Exception? inner) : base(message, inner) =>
        OutOfMemory = outOfMemory;

    /// <summary>Whether the memory of the device, or what its driver keeps of it, was used up.</summary>
    public bool OutOfMemory { get; }
}
