namespace MLNet.Mlp;

/// <summary>What training has learned.</summary>
public sealed class MlpModelParameters
{
    internal MlpModelParameters(Network network, IReadOnlyList<EpochReport> trainingHistory)
    {
        Network = network;
        TrainingHistory = trainingHistory;
    }

    /// <summary>The network. <see cref="NetworkFile"/> saves it alone, for use outside ML.NET.</summary>
    public Network Network { get; }

    /// <summary>The epochs of the training that made this model; empty for a model that was loaded.</summary>
    public IReadOnlyList<EpochReport> TrainingHistory { get; }
}
