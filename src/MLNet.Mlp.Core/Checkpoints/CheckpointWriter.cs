using System.Diagnostics;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Checkpoints;

/// <summary>Writes the checkpoints of a run when they are due.</summary>
internal sealed class CheckpointWriter(CheckpointOptions options)
{
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private (int EpochsDone, long RowsDone)? _written;

    public bool HasWritten => _written is not null;

    public bool IsDueAfterStep => _sinceLast.Elapsed >= options.Every;

    public bool IsDueAfterEpoch(int epochsDone) =>
        epochsDone % options.EveryEpochs == 0 || IsDueAfterStep;

    /// <exception cref="IOException">It cannot be written; the message names the file.</exception>
    public void Write(TrainingCheckpoint checkpoint)
    {
        checkpoint.Save(options.Path);
        // Once a run is enough, as a run that is killed leaves one file at most.
        if (_written is null) AtomicFile.DeleteLeftovers(options.Path);
        _written = (checkpoint.EpochsDone, checkpoint.RowsDone);
        _sinceLast.Restart();
    }

    /// <summary>Whether the place where training has ended is not what was written last.</summary>
    public bool IsDueAtEnd(int epochsDone, long rowsDone) => _written != (epochsDone, rowsDone);
}
