namespace MLNet.Mlp;

/// <summary>Rows to train on that need not fit into memory: they are read anew, in the same order, in each epoch. See
/// <see cref="EnumerableRowSource{T}"/> for one made of any sequence.</summary>
public interface IRowSource
{
    /// <summary>Number of rows, or null where it is not known; training then counts them first, by reading them once.
    /// </summary>
    long? RowCount { get; }

    /// <summary>Creates a set without rows, of the features and targets that the source has.</summary>
    LabeledRows CreateEmpty();

    /// <summary>Starts to read from the first row.</summary>
    IRowReader Open();
}

/// <summary>Reads the rows of an <see cref="IRowSource"/> once.</summary>
public interface IRowReader : IDisposable
{
    /// <summary>Appends the next row to a set that <see cref="IRowSource.CreateEmpty"/> made, or returns false after
    /// the last.</summary>
    bool TryReadNext(LabeledRows rows);
}
