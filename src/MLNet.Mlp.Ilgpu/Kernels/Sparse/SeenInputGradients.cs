namespace MLNet.Mlp.Backends;

/// <summary>The gradients of the rows of weights of the inputs seen: the rows of dSums of each input's entries, times
/// their values. They are written to a matrix, the rows of which are zeros from the number of inputs seen on.</summary>
internal readonly struct SeenInputGradients(SeenInputsView seen, MatrixView dWeights) : IGatheredSums
{
    public readonly SeenInputsView Seen = seen;
    public readonly MatrixView DWeights = dWeights;

    public int Count => DWeights.RowCount;

    public long Start(int item) => item < Seen.Count ? Seen.Starts[item] : 0;

    public long End(int item) => item < Seen.Count ? Seen.Starts[item] + Seen.Lengths[item] : 0;

    public int Index(long entry) => Seen.Rows[entry];

    public float Value(long entry) => Seen.Values[entry];

    public void Take(int item, int column, float sum) => DWeights.Values[DWeights.Row(item) + column] = sum;
}
