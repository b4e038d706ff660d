namespace MLNet.Mlp;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were done.</summary>
    EpochsDone,

    /// <summary>The loss had stopped improving.</summary>
    Converged,

    /// <summary>The <see cref="TrainingControl.CancellationToken"/> asked to end.</summary>
    Canceled,

    /// <summary><see cref="TrainingOptions.MaximumDuration"/> was over.</summary>
    TimeUp,

    /// <summary><see cref="EpochEnd.Stop"/> was called.</summary>
    Stopped,
}
