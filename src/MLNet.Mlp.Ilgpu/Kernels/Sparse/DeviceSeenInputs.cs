using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>A sparse batch by columns, on the device: see <see cref="SeenInputsView"/>. It takes time in proportion to
/// the batch's non-zeros and to a bit of each input; the host never waits for it.</summary>
internal sealed class DeviceSeenInputs : IDisposable
{
    private readonly Gpu _gpu;
    private readonly int _inputSize, _tileCount;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _counts, _bits, _tileCounts, _totals;
    private readonly GrowingBuffer<int> _inputs, _starts, _lengths, _rows, _unsortedRows;
    private readonly GrowingBuffer<float> _values, _unsortedValues;

    private readonly Action<AcceleratorStream, KernelConfig, SparseBatch, InputCountsView> _count;
    private readonly Action<AcceleratorStream, KernelConfig, InputCountsView, SeenInputsView> _place;

    private readonly Action<
        AcceleratorStream, KernelConfig, SparseBatch, InputCountsView, ArrayView<int>, ArrayView<float>> _scatter;

    private readonly Action<
        AcceleratorStream, KernelConfig, SeenInputsView, InputCountsView, ArrayView<int>, ArrayView<float>, int> _sort;

    public DeviceSeenInputs(Gpu gpu, int inputSize)
    {
        (_gpu, _inputSize) = (gpu, inputSize);
        var wordCount = (inputSize + 31L) / 32;
        _tileCount = (int)((wordCount + gpu.GroupSize - 1) / gpu.GroupSize);
        _counts = gpu.Allocate<int>(inputSize);
        _bits = gpu.Allocate<int>(wordCount);
        _tileCounts = gpu.Allocate<int>(_tileCount);
        _totals = gpu.Allocate<int>(2);
        (_inputs, _starts, _lengths) = (new(gpu), new(gpu), new(gpu));
        (_rows, _values, _unsortedRows, _unsortedValues) = (new(gpu), new(gpu), new(gpu), new(gpu));

        _count = gpu.Kernels.Load<SparseBatch, InputCountsView>(SeenInputsKernels.Count);
        _place = gpu.Kernels.Load<InputCountsView, SeenInputsView>(SeenInputsKernels.Place);
        _scatter = gpu.Kernels.Load<SparseBatch, InputCountsView, ArrayView<int>, ArrayView<float>>(
            SeenInputsKernels.Scatter);
        _sort = gpu.Kernels.Load<SeenInputsView, InputCountsView, ArrayView<int>, ArrayView<float>, int>(
            SortedEntries.Sort);
    }

    /// <summary>The inputs of the last batch.</summary>
    public SeenInputsView View { get; private set; }

    /// <summary>The most inputs that the last batch may have, as far as the host knows.</summary>
    public int Limit { get; private set; }

    /// <param name="batch">The batch.</param>
    /// <param name="entryLimit">As many non-zeros as the batch has, or more.</param>
    public void Load(SparseBatch batch, int entryLimit)
    {
        Limit = Math.Min(_inputSize, entryLimit);
        // By powers of 2, so that batches of about one size soon find enough.
        var entryCapacity = Math.Min(int.MaxValue, BitOperations.RoundUpToPowerOf2((uint)entryLimit));
        var capacity = Math.Min(_inputSize, entryCapacity);
        View = new SeenInputsView(
            _totals.View.SubView(0, 1), _inputs.Reserve(capacity), _starts.Reserve(capacity),
            _lengths.Reserve(capacity), _rows.Reserve(entryCapacity), _values.Reserve(entryCapacity));
        var unsortedRows = _unsortedRows.Reserve(entryCapacity);
        var unsortedValues = _unsortedValues.Reserve(entryCapacity);
        var inputs = new InputCountsView(
            _counts.View, _bits.View, _tileCounts.View, _totals.View.SubView(1, 1), 32 * _gpu.GroupSize);

        var rowGroups = Groups(batch.Size, SeenInputsKernels.RowsAtATime(_gpu.GroupSize));
        _count(_gpu.Launch(), rowGroups, batch, inputs);
        _place(_gpu.Launch(), new KernelConfig(_tileCount, _gpu.GroupSize), inputs, View);
        _scatter(_gpu.Launch(), rowGroups, batch, inputs, unsortedRows, unsortedValues);
        var places = Groups(Limit, _gpu.GroupSize / SortedEntries.TeamThreads);
        _sort(_gpu.Launch(), places, View, inputs, unsortedRows, unsortedValues, batch.Size);
    }

    public void Dispose()
    {
        foreach (var buffer in new[] { _counts, _bits, _tileCounts, _totals }) buffer.Dispose();
        foreach (var buffer in new[] { _inputs, _starts, _lengths, _rows, _unsortedRows }) buffer.Dispose();
        foreach (var buffer in new[] { _values, _unsortedValues }) buffer.Dispose();
    }

    private KernelConfig Groups(int count, int countOfGroup) =>
        new(SparseProduct.Groups(_gpu, (count + countOfGroup - 1) / countOfGroup), _gpu.GroupSize);
}
