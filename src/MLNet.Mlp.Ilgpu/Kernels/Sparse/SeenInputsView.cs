using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The inputs that are not zero in every row of a sparse batch, in increasing order, and for each of them the
/// rows in which it is not, as an argument of a kernel: the batch by columns (CSC).</summary>
/// <param name="count">One number: how many inputs were seen.</param>
/// <param name="inputs">The inputs seen. Their places in this list are what the following go by.</param>
/// <param name="starts">Where the entries of each begin. That they lie in this or that order means nothing.</param>
/// <param name="lengths">How many entries each has.</param>
/// <param name="rows">The rows of the batch, increasing for each input.</param>
/// <param name="values">The value of the input in each of these rows.</param>
internal readonly struct SeenInputsView(
    ArrayView<int> count, ArrayView<int> inputs, ArrayView<int> starts, ArrayView<int> lengths, ArrayView<int> rows,
    ArrayView<float> values)
{
    public readonly ArrayView<int> Counts = count, Inputs = inputs, Starts = starts, Lengths = lengths, Rows = rows;
    public readonly ArrayView<float> Values = values;

    public int Count => Counts[0];
}
