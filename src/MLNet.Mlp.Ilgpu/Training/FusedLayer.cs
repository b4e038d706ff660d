namespace MLNet.Mlp.Backends;

/// <summary>The parameters of a layer that <see cref="FusedEngine{TRule}"/> trains; they belong to someone
/// else.</summary>
/// <param name="Weights">inputSize x units.</param>
/// <param name="Biases">1 x units.</param>
internal readonly record struct FusedLayer(GpuParameter Weights, GpuParameter Biases);
