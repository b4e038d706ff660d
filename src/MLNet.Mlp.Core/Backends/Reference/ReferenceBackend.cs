namespace MLNet.Mlp.Backends;

/// <summary>The formulas, written to be read, in double precision on MathNet.Numerics. Every other backend is tested
/// against it; it is not meant to be fast.</summary>
public sealed class ReferenceBackend : IBackend
{
    /// <inheritdoc/>
    public string Name => "reference, double precision";

    /// <inheritdoc/>
    public ITrainingSession StartTraining(Network network, TrainingOptions options) =>
        new ReferenceTrainingSession(network, options);

    /// <inheritdoc/>
    public IScorer CreateScorer(Network network) => new ReferenceScorer(network);
}
