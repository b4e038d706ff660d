using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>
/// The first layer's weighted sums of sparse rows and the optimizer's step of its weights, in time proportional to the
/// batch's non-zeros. With X the batch, W the weights and Z the sums,
/// <code>
/// Z  = X W                    Forward
/// dW = X^T dZ                 Load, then Update or Gradient
/// </code>
/// The rows of dW of inputs that no row of the batch has are zeros; these inputs' weights, and the optimizer's state of
/// them, do not take part in a step.
/// </summary>
/// <remarks>The inputs seen are listed in increasing order, whatever the order in which threads come by: so the
/// gradients in the rows of a matrix, and the sum of their squares, are the same each time.</remarks>
internal sealed class SparseProduct : IDisposable
{
    private readonly Gpu _gpu;
    private readonly DeviceSeenInputs _seen;
    private readonly Action<AcceleratorStream, KernelConfig, SparseRowSums, MatrixView, int, int> _forward;
    private readonly Action<AcceleratorStream, KernelConfig, SeenInputGradients, MatrixView, int, int> _gradient;

    // By the type of the rule.
    private readonly Dictionary<Type, object> _updates = [], _updatesByGradient = [];

    /// <param name="gpu">Where.</param>
    /// <param name="inputSize">The number of inputs.</param>
    public SparseProduct(Gpu gpu, int inputSize)
    {
        _gpu = gpu;
        _seen = new DeviceSeenInputs(gpu, inputSize);
        _forward = gpu.Kernels.Load<SparseRowSums, MatrixView, int, int>(GatheredSumKernel.Run);
        _gradient = gpu.Kernels.Load<SeenInputGradients, MatrixView, int, int>(GatheredSumKernel.Run);
    }

    /// <summary>The inputs of the last batch given to <see cref="Load(SparseView, ArrayView{int}, int)"/>.</summary>
    public SeenInputsView Seen => _seen.View;

    /// <summary>The most inputs that the last batch may have, as far as the host knows: so many rows do for
    /// <see cref="Gradient"/>.</summary>
    public int SeenLimit => _seen.Limit;

    /// <summary>Writes the weighted sums of a batch.</summary>
    /// <param name="x">All rows.</param>
    /// <param name="rows">Which of them each row of the batch is; empty where they are the first ones.</param>
    /// <param name="batchSize">The number of rows of the batch.</param>
    /// <param name="weights">inputSize x sumCount.</param>
    /// <param name="sums">batchSize x sumCount.</param>
    public void Forward(SparseView x, ArrayView<int> rows, int batchSize, MatrixView weights, MatrixView sums)
    {
        var shape = new GatheredSumShape(_gpu, weights.ColumnCount);
        _forward(_gpu.Launch(), shape.Config(batchSize, MostGroups(_gpu)),
            new SparseRowSums(new SparseBatch(x, rows, batchSize), sums), weights, shape.ColumnThreads, shape.Parts);
    }

    /// <summary>Lists the inputs of a batch. Memory is kept for as many non-zeros as so many rows may have.</summary>
    /// <inheritdoc cref="Load(SparseView, ArrayView{int}, int, long)"/>
    public void Load(SparseView x, ArrayView<int> rows, int batchSize) =>
        Load(x, rows, batchSize, (long)batchSize * x.LongestRow);

    /// <summary>Lists the inputs of a batch.</summary>
    /// <param name="x">All rows.</param>
    /// <param name="rows">Which of them each row of the batch is; empty where they are the first ones.</param>
    /// <param name="batchSize">The number of rows of the batch.</param>
    /// <param name="entryLimit">As many non-zeros as the batch has, or more.</param>
    /// <exception cref="ArgumentException">There are more than 2^31 - 1.</exception>
    public void Load(SparseView x, ArrayView<int> rows, int batchSize, long entryLimit)
    {
        if (entryLimit > int.MaxValue)
            throw new ArgumentException(
                $"A batch of sparse rows must have at most {int.MaxValue} non-zeros; got up to {entryLimit}. " +
                "Try smaller batches.", nameof(entryLimit));
        _seen.Load(new SparseBatch(x, rows, batchSize), (int)entryLimit);
    }

    /// <summary>Takes the optimizer's step for the weights of the inputs seen.</summary>
    /// <param name="dSums">The gradient of the batch's sums, batchSize x sumCount.</param>
    /// <param name="weights">inputSize x sumCount, with the optimizer's state.</param>
    /// <param name="step">The step.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients; empty where there is none.</param>
    public void Update<TRule>(
        MatrixView dSums, ParameterView weights, UpdateStep<TRule> step, ArrayView<float> gradientScale)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        if (!_updates.TryGetValue(typeof(TRule), out var kernel))
            _updates[typeof(TRule)] = kernel =
                _gpu.Kernels.Load<SeenInputUpdates<TRule>, MatrixView, int, int>(GatheredSumKernel.Run);
        var shape = new GatheredSumShape(_gpu, dSums.ColumnCount);
        ((Action<AcceleratorStream, KernelConfig, SeenInputUpdates<TRule>, MatrixView, int, int>)kernel)(
            _gpu.Launch(), shape.Config(SeenLimit, MostGroups(_gpu)),
            new SeenInputUpdates<TRule>(_seen.View, weights, step, gradientScale), dSums, shape.ColumnThreads,
            shape.Parts);
    }

    /// <summary>Writes the gradients of the weights of the inputs seen, one row for each in increasing order of inputs;
    /// all further rows are set to 0.</summary>
    /// <param name="dSums">The gradient of the batch's sums, batchSize x sumCount.</param>
    /// <param name="dWeightsOfSeen">At least as many rows as there are inputs seen, for which
    /// <see cref="SeenLimit"/> do; sumCount columns.</param>
    public void Gradient(MatrixView dSums, MatrixView dWeightsOfSeen)
    {
        var shape = new GatheredSumShape(_gpu, dSums.ColumnCount);
        _gradient(_gpu.Launch(), shape.Config(dWeightsOfSeen.RowCount, MostGroups(_gpu)),
            new SeenInputGradients(_seen.View, dWeightsOfSeen), dSums, shape.ColumnThreads, shape.Parts);
    }

    /// <summary>Takes the optimizer's step as <see cref="Update"/> does, by the gradients that <see cref="Gradient"/>
    /// wrote.</summary>
    public void UpdateByGradient<TRule>(
        MatrixView dWeightsOfSeen, ParameterView weights, UpdateStep<TRule> step, ArrayView<float> gradientScale)
        where TRule : unmanaged, IUpdateRule<GpuReal>
    {
        if (!_updatesByGradient.TryGetValue(typeof(TRule), out var kernel))
            _updatesByGradient[typeof(TRule)] = kernel = _gpu.Kernels.Load<
                SeenInputsView, MatrixView, ParameterView, UpdateStep<TRule>, ArrayView<float>, int>(
                SeenInputsUpdateKernel.Run);
        var rowThreads = Math.Min(
            _gpu.GroupSize, (int)BitOperations.RoundUpToPowerOf2((uint)dWeightsOfSeen.ColumnCount));
        var groups = Groups(_gpu, ((long)SeenLimit * rowThreads + _gpu.GroupSize - 1) / _gpu.GroupSize);
        ((Action<AcceleratorStream, KernelConfig, SeenInputsView, MatrixView, ParameterView, UpdateStep<TRule>,
            ArrayView<float>, int>)kernel)(
            _gpu.Launch(), new KernelConfig(groups, _gpu.GroupSize), _seen.View, dWeightsOfSeen, weights, step,
            gradientScale, rowThreads);
    }

    public void Dispose() => _seen.Dispose();

    /// <summary>The groups to launch for so many that would each have one piece of work.</summary>
    internal static int Groups(Gpu gpu, long count) => (int)Math.Clamp(count, 1, MostGroups(gpu));

    /// <summary>As many groups as keep the device busy: where there turns out to be less work than there might be, no
    /// millions of them should be launched for nothing.</summary>
    private static int MostGroups(Gpu gpu) => 32 * gpu.Accelerator.NumMultiprocessors;
}
