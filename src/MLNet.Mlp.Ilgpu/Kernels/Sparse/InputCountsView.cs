using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>What is known of each input while the inputs seen are listed, as an argument of kernels. All of it is 0
/// between batches.</summary>
/// <param name="counts">For each input the number of its entries; later, where its next one goes.</param>
/// <param name="bits">For each input a bit, set where it was seen; 32 to a word. So the inputs not seen, which may be
/// by far the most, cost a bit each.</param>
/// <param name="tileCounts">The number of inputs seen in each tile.</param>
/// <param name="entryCount">One number: the entries that have a place.</param>
/// <param name="tileInputs">Inputs of a tile.</param>
internal readonly struct InputCountsView(
    ArrayView<int> counts, ArrayView<int> bits, ArrayView<int> tileCounts, ArrayView<int> entryCount, int tileInputs)
{
    public readonly ArrayView<int> Counts = counts, Bits = bits, TileCounts = tileCounts, EntryCount = entryCount;
    public readonly int TileInputs = tileInputs;
}
