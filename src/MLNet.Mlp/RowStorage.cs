namespace MLNet.Mlp;

/// <summary>Where the training rows are in the course of training.</summary>
public enum RowStorage
{
    /// <summary>As <see cref="Memory"/> where they take at most <see cref="MlpOptions.MemoryLimit"/>, else as
    /// <see cref="Stream"/>.</summary>
    Auto,

    /// <summary>Copied into memory once, before training.</summary>
    Memory,

    /// <summary>Read anew in each epoch, <see cref="MlpOptions.ShuffleBufferRows"/> at a time. Whatever transforms come
    /// before the trainer work anew in each epoch, too.</summary>
    Stream,
}
