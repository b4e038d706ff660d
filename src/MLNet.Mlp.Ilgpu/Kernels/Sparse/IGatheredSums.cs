namespace MLNet.Mlp.Backends;

/// <summary>Sums of rows of a matrix, each row times a number: sum over e of Value(e) matrix[Index(e), :]. Item i is
/// the sum over the entries from Start(i) up to, but without, End(i).</summary>
internal interface IGatheredSums
{
    /// <summary>The number of sums.</summary>
    int Count { get; }

    long Start(int item);

    long End(int item);

    /// <summary>The row of the matrix that an entry is of.</summary>
    int Index(long entry);

    float Value(long entry);

    /// <summary>Takes one column of a sum, once for each item and column.</summary>
    void Take(int item, int column, float sum);
}
