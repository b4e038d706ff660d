namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>What a program that is compared is asked to do, in a process of its own.</summary>
/// <param name="Folder">Where the rows lie; see <see cref="PeerData"/>.</param>
/// <param name="FeatureCount">Features of a row.</param>
/// <param name="ClassCount">Classes, which are the units of the last layer.</param>
/// <param name="Hidden">Units of the hidden layers, which are ReLU.</param>
/// <param name="BatchSize">Rows of one step.</param>
/// <param name="Epochs">Passes over the rows; or how often to score them. The first is a warm-up.</param>
/// <param name="LearningRate">The learning rate of stochastic gradient descent with momentum 0.9.</param>
/// <param name="Threads">Threads to use.</param>
internal sealed record PeerTask(
    string Folder, int FeatureCount, int ClassCount, int[] Hidden, int BatchSize, int Epochs, float LearningRate,
    int Threads)
{
    /// <summary>What the network costs.</summary>
    public NetworkCost Cost() => new([FeatureCount, .. Hidden, ClassCount]);
}

/// <summary>What it answers.</summary>
/// <param name="Seconds">The time of each pass but the first.</param>
/// <param name="Accuracy">The fraction of held-out rows that are right after the last epoch; null where they are not
/// asked for.</param>
/// <param name="PeakBytes">The most memory that the process has had resident; null where the system does not
/// tell.</param>
internal sealed record PeerAnswer(double[] Seconds, double? Accuracy, long? PeakBytes);
