namespace MLNet.Mlp;

/// <summary>What a network is to learn for each row: its class as <see cref="ClassLabels"/>, or any numbers as
/// <see cref="TargetMatrix"/>.</summary>
public abstract class Targets
{
    private protected Targets()
    {
    }

    /// <summary>Number of rows appended so far.</summary>
    public abstract int RowCount { get; }

    /// <summary>What the targets are, for messages: "3 classes".</summary>
    internal abstract string Description { get; }

    /// <summary>Whether a network with so many outputs can learn these targets.</summary>
    internal abstract bool Fits(int outputSize);

    /// <summary>Writes the target of each output of the network for a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="target">One float for each output.</param>
    internal abstract void CopyRowTo(int row, Span<float> target);

    /// <summary>Removes all rows and keeps their memory for the next ones.</summary>
    internal abstract void Clear();
}
