using System.Runtime.Intrinsics;

namespace MLNet.Mlp.Backends;

/// <summary>Training and scoring on the CPU: vectorized, blocked for the caches, on several threads.</summary>
public sealed class SimdBackend : IBackend
{
    private static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <inheritdoc/>
    public string Name => $"SIMD, {VectorBits} bits";

    /// <inheritdoc/>
    public ITrainingSession StartTraining(Network network, TrainingOptions options) =>
        new SimdTrainingSession(network, options);

    /// <inheritdoc/>
    public IScorer CreateScorer(Network network) => new SimdScorer(network);
}
