namespace MLNet.Mlp.Benchmarks.Gpu;

/// <summary>A network to train on 60,000 rows of MNIST's shape by SGD with momentum, and what is asked of it.</summary>
/// <param name="Hidden">Units of the hidden layers, which are ReLU.</param>
/// <param name="BatchSize">Rows of one step.</param>
/// <param name="OfEager">The most that an epoch may take, as a fraction of PyTorch's; null where it is not asked
/// for.</param>
/// <param name="OfGraphs">The same beside PyTorch with CUDA graphs.</param>
/// <param name="OfRate">The least rate in full precision, as a fraction of that of large products of matrices in 32-bit
/// floats on this card.</param>
/// <param name="OfTF32Rate">The same with TF32.</param>
internal sealed record GpuWork(
    int[] Hidden, int BatchSize, double? OfEager = null, double? OfGraphs = null, double? OfRate = null,
    double? OfTF32Rate = null)
{
    /// <summary>The most seconds from the start to the first step, with all kernels compiled.</summary>
    public const double MostStartSeconds = 2;

    public static readonly GpuWork[] All =
    [
        new([128, 64], 64, OfEager: 0.25, OfGraphs: 0.7),
        new([128, 64], 128, OfEager: 0.25, OfGraphs: 0.7),
        new([1024, 1024], 256, OfEager: 0.8),
        new([4096, 4096], 4096, OfRate: 0.6, OfTF32Rate: 0.5),
    ];

    public NetworkCost Cost => new([SyntheticRows.FeatureCount, .. Hidden, SyntheticRows.ClassCount]);

    /// <summary>For example "784-128-64-10, batch 64".</summary>
    public string Name => $"{Cost.Name}, batch {BatchSize}";

    /// <summary>TFLOP/s of an epoch of so many rows.</summary>
    public double Rate(int rowCount, double seconds) => rowCount * Cost.TrainingFlopsPerRow / seconds / 1e12;
}

/// <summary>What this library needs for a work in one precision.</summary>
/// <param name="EpochSeconds">Seconds of the best epoch.</param>
/// <param name="LaunchesPerStep">Kernels launched for a step of the optimizer, on average over an epoch.</param>
/// <param name="StartSeconds">Seconds from the start to the first step, in a new process.</param>
internal sealed record GpuTimes(double EpochSeconds, double LaunchesPerStep, double StartSeconds);

/// <summary>All that was measured of one work.</summary>
/// <param name="Work">The work.</param>
/// <param name="Full">This library, in full precision.</param>
/// <param name="TF32">This library, with TF32.</param>
/// <param name="Torch">PyTorch, or null where it is missing.</param>
internal sealed record GpuResult(GpuWork Work, GpuTimes Full, GpuTimes TF32, TorchSeconds? Torch);
