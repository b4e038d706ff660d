using MLNet.Mlp.Backends;
using MLNet.Mlp.Checkpoints;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp;

/// <summary>
/// A training run at some point between two steps, with all that it takes to go on from there as
/// <see cref="TrainingControl.ResumeFrom"/>: the network, the state of the optimizer, the place in the epoch, the
/// history, and the best network so far. Everything random follows from the seed and the place. So a run that was
/// killed and goes on with the same rows, options, backend and machine gives bitwise the network of one that never
/// stopped.
/// <para>It may also go on with other options, more <see cref="TrainingOptions.Epochs"/> or another
/// <see cref="TrainingOptions.LearningRate"/> for example; and, between two epochs, with other rows, which is the
/// <c>partial_fit</c> of scikit-learn. The network's shape, the seed and the kinds of optimizer and loss must
/// stay.</para>
/// </summary>
public sealed class TrainingCheckpoint
{
    internal TrainingCheckpoint(
        Network network, SessionState session, IReadOnlyList<EpochReport> history, RunFingerprint fingerprint) =>
        (Network, Session, History, Fingerprint) = (network, session, history, fingerprint);

    /// <summary>The network after the last step. It is the one of <see cref="BestEpoch"/> only by chance.</summary>
    public Network Network { get; }

    /// <summary>One report for each whole epoch done.</summary>
    public IReadOnlyList<EpochReport> History { get; }

    /// <summary>Whole epochs done.</summary>
    public int EpochsDone => History.Count;

    /// <summary>Rows done of the epoch at hand; 0 between two epochs.</summary>
    public long RowsDone { get; internal init; }

    /// <summary>The epoch, from 1, with the lowest validation loss so far, or null where nothing was
    /// validated.</summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>The seed of the run, <see cref="TrainingOptions.Seed"/>.</summary>
    public int Seed => Fingerprint.Seed;

    /// <summary>Training rows of the run.</summary>
    public long RowCount => Fingerprint.RowCount;

    internal Network? BestNetwork { get; init; }

    internal SessionState Session { get; }

    internal Totals EpochTotals { get; init; }

    internal TimeSpan EpochDuration { get; init; }

    internal RunFingerprint Fingerprint { get; }

    /// <summary>Writes the checkpoint to a file. An existing file is replaced once the new one is whole and on the
    /// disk.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the file. An existing file is as it was.
    /// </exception>
    /// <exception cref="InvalidOperationException">The history, of a hundred thousand epochs or so, is longer than what
    /// could be read again. An existing file is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            AtomicFile.Write(path, stream => CheckpointFormat.Write(this, stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads a checkpoint from a file. Nothing in such a file can run code.</summary>
    /// <exception cref="FormatException">The file is damaged, is something else, or was written by a newer version; the
    /// message names the file.</exception>
    public static TrainingCheckpoint Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        try
        {
            return CheckpointFormat.Read(stream);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{path}' cannot be read as a checkpoint of training. {e.Message}", e);
        }
    }

    /// <summary>Refuses a run that cannot go on from here.</summary>
    internal void CheckContinuedBy(Network network, TrainingRows rows, TrainingOptions options)
    {
        var (mine, other) = (Describe(Network), Describe(network));
        if (mine != other)
            throw new ArgumentException(
                $"The network must be {mine}, as in the run that is resumed; got {other}.");
        Fingerprint.CheckContinuedBy(RunFingerprint.Of(options, rows), withinEpoch: RowsDone > 0);
        var least = EpochsDone + (RowsDone > 0 ? 1 : 0);
        if (options.Epochs < least)
            Require.Throw(nameof(TrainingOptions.Epochs),
                $"at least {least}, as the run that is resumed has come so far and all its epochs count",
                options.Epochs);
    }

    private static string Describe(Network network)
    {
        var sizes = network.Layers.Select(layer => layer.InputSize).Append(network.OutputSize);
        return $"{string.Join("-", sizes)} {NetworkArchitecture.Write(network).Json}";
    }
}
