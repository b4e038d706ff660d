namespace MLNet.Mlp;

/// <summary>What a network is trained on: the CPU, or a GPU by its number.</summary>
public readonly record struct MlpDevice
{
    private MlpDevice(int? gpuId) => GpuId = gpuId;

    /// <summary>The CPU.</summary>
    public static MlpDevice Cpu => default;

    /// <summary>The number of the GPU, as <c>MLContext.GpuDeviceId</c> has it; null for the CPU.</summary>
    public int? GpuId { get; }

    /// <summary>A GPU.</summary>
    /// <param name="id">Its number, from 0, among the devices of CUDA and OpenCL.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static MlpDevice Gpu(int id = 0)
    {
        Require.AtLeast(nameof(id), id, 0);
        return new MlpDevice(id);
    }

    /// <summary>"CPU", or for example "GPU 0".</summary>
    public override string ToString() => GpuId is { } id ? $"GPU {id}" : "CPU";
}
