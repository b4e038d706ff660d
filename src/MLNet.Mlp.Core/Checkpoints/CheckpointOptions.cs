namespace MLNet.Mlp;

/// <summary>When and where training writes <see cref="TrainingCheckpoint"/>s: after epochs, between two steps when time
/// has passed, and when training ends. The file always holds the newest one, whole. A run that is killed while it
/// writes leaves a file "{Path}.{random}.tmp"; later runs with this path delete those that are older than an
/// hour.</summary>
/// <param name="Path">The file; its folder must exist.</param>
public sealed record CheckpointOptions(string Path)
{
    /// <summary>Writes after each so many epochs; at least 1, or null for never. Default 1.</summary>
    public int? EveryEpochs { get; init; } = 1;

    /// <summary>Writes once so much time has passed since the last one, also within an epoch; positive, or null for
    /// never. Default null.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of the file does not exist.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Path);
        if (EveryEpochs is { } epochs) Require.AtLeast(nameof(EveryEpochs), epochs, 1);
        if (Every is { } time && time <= TimeSpan.Zero) Require.Throw(nameof(Every), "positive", time);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"The folder of the checkpoint '{Path}' must exist. Try to create it first.");
    }
}
