namespace MLNet.Mlp.Backends;

/// <summary>A way to run networks: on the CPU or elsewhere. The training loop knows nothing else of the hardware.</summary>
public interface IBackend
{
    /// <summary>What it runs on, for logs; for example "SIMD, 512 bits, 8 threads".</summary>
    string Name { get; }

    /// <summary>Starts to train: copies the network's parameters to where the backend wants them.</summary>
    /// <param name="network">The network to start from; it is not changed.</param>
    /// <param name="options">Validated options.</param>
    ITrainingSession StartTraining(Network network, TrainingOptions options);

    /// <summary>Makes a network ready to score rows; later changes to the network are not seen.</summary>
    IScorer CreateScorer(Network network);
}

/// <summary>One training run: holds the parameters and the optimizer's state while they change. Not thread-safe.</summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>Runs consecutive steps of the optimizer, one for each <paramref name="batchSize"/> rows.</summary>
    /// <param name="data">The training rows.</param>
    /// <param name="rows">Which rows to visit, in order. The last batch may be smaller than the others.</param>
    /// <param name="batchSize">Rows of one step.</param>
    /// <param name="learningRate">The learning rate of these steps.</param>
    void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, float learningRate);

    /// <summary>The sums over all steps since the last call, and starts new sums.</summary>
    Totals TakeTotals();

    /// <summary>Measures the network as it is now, without changing it.</summary>
    Totals Evaluate(LabeledRows data);

    /// <summary>Writes the parameters as they are now into a network of the same shape.</summary>
    void CopyParametersTo(Network network);
}

/// <summary>A network ready to score rows. Thread-safe.</summary>
public interface IScorer
{
    /// <summary>Computes the class probabilities of rows.</summary>
    /// <param name="features">rowCount x inputSize, row-major.</param>
    /// <param name="scores">rowCount x classCount, row-major; each row becomes probabilities that sum to 1. The scores of
    /// a row do not depend on the rows scored beside it.</param>
    void Score(ReadOnlySpan<float> features, Span<float> scores);
}

/// <summary>Sums over rows.</summary>
/// <param name="LossSum">The sum of the rows' losses.</param>
/// <param name="CorrectCount">How many rows had their most probable class right.</param>
/// <param name="RowCount">How many rows there were.</param>
/// <param name="FirstNonFiniteBatch">The first batch, from 0, whose loss was NaN or infinite, or null.</param>
public readonly record struct Totals(double LossSum, int CorrectCount, int RowCount, int? FirstNonFiniteBatch)
{
    /// <summary>The mean loss of a row.</summary>
    public double MeanLoss => LossSum / RowCount;

    /// <summary>The fraction of rows that were right.</summary>
    public double Accuracy => (double)CorrectCount / RowCount;
}
