namespace MLNet.Mlp.Backends;

/// <summary>A way to run networks: on the CPU or elsewhere. The training loop knows nothing else of the hardware.
/// </summary>
public interface IBackend
{
    /// <summary>What it runs on, for logs; for example "SIMD, 512 bits".</summary>
    string Name { get; }

    /// <summary>Starts to train: copies the network's parameters to where the backend wants them.</summary>
    /// <param name="network">The network to start from; it is not changed.</param>
    /// <param name="options">Validated options.</param>
    /// <exception cref="ArgumentException">The loss or the class weights do not go with the network.</exception>
    /// <exception cref="BackendFailedException">The device has failed, or has not enough memory.</exception>
    ITrainingSession StartTraining(Network network, TrainingOptions options);

    /// <summary>Makes a network ready to score rows; later changes to the network are not seen.</summary>
    IScorer CreateScorer(Network network);
}

/// <summary>One training run: holds the parameters and the optimizer's state while they change. Not thread-safe. Where
/// it runs on a device, each method may throw a <see cref="BackendFailedException"/>, and all of them may after one
/// has; <see cref="IDisposable.Dispose"/> never does.</summary>
public interface ITrainingSession : IDisposable
{
    /// <summary>Runs consecutive steps of the optimizer, one for each <paramref name="batchSize"/> rows.</summary>
    /// <param name="data">The training rows.</param>
    /// <param name="rows">Which rows to visit, in order. The last batch may be smaller than the others.</param>
    /// <param name="batchSize">Rows of one step.</param>
    /// <param name="learningRates">The learning rate of each step; or one alone, for all of them.</param>
    void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates);

    /// <summary>The sums over all steps since the last call, and starts new sums.</summary>
    Totals TakeTotals();

    /// <summary>Measures the network as it is now, without changing it: no dropout, and batch normalization by its
    /// running statistics.</summary>
    Totals Evaluate(LabeledRows data);

    /// <summary>Whether all numbers that <see cref="CopyParametersTo"/> would write now are finite.</summary>
    bool HasFiniteParameters();

    /// <summary>Writes the parameters as they are now into a network of the same shape. Where that fails the network
    /// is as it was: the last good one may be in it.</summary>
    void CopyParametersTo(Network network);

    /// <summary>Everything that this session knows and <see cref="CopyParametersTo"/> does not tell, such as the
    /// optimizer's state; the totals must have been taken.</summary>
    SessionState SaveState();

    /// <summary>Goes on where another session of this backend was: this one must have been started with the network and
    /// the options of the other. It then computes bitwise what that would have.</summary>
    /// <exception cref="FormatException">The state is not that of such a session.</exception>
    void LoadState(SessionState state);
}

/// <summary>A network ready to score rows. Thread-safe. Where it runs on a device it may throw a
/// <see cref="BackendFailedException"/>.</summary>
public interface IScorer
{
    /// <summary>Computes the outputs of rows, such as class probabilities.</summary>
    /// <param name="features">rowCount x inputSize, row-major.</param>
    /// <param name="scores">rowCount x outputSize, row-major. The scores of a row do not depend on the rows scored
    /// beside it.</param>
    /// <exception cref="ArgumentException">The features are not whole rows, or there are not as many
    /// scores.</exception>
    void Score(ReadOnlySpan<float> features, Span<float> scores);

    /// <summary>Computes the outputs of sparse rows, in time proportional to their non-zeros in the first layer.
    /// </summary>
    /// <param name="features">All rows of it are scored.</param>
    /// <param name="scores">rowCount x outputSize, row-major.</param>
    /// <exception cref="ArgumentException">The features do not fit the network, or there are not as many
    /// scores.</exception>
    void Score(SparseFeatures features, Span<float> scores);

    /// <summary>The same for sparse rows that lie in memory of the caller, as compressed sparse rows (CSR).</summary>
    /// <param name="rowStarts">rowCount + 1 numbers: the non-zeros of row r are those from rowStarts[r] up to, but
    /// without, rowStarts[r + 1].</param>
    /// <param name="columns">The columns of the non-zeros, in [0, inputSize) and increasing in each row.</param>
    /// <param name="values">As many values; a zero among them is no error.</param>
    /// <param name="scores">rowCount x outputSize, row-major.</param>
    /// <exception cref="ArgumentException">The rows are not as described, or there are not as many scores.</exception>
    void Score(
        ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> scores);
}
