using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The loss of rows in a kernel: the same as <see cref="Objective"/> on the CPU.</summary>
internal interface IGpuLoss
{
    /// <summary>Measures one row, on one thread: turns its logits into the gradient of the batch's mean loss and notes
    /// the row's measure.</summary>
    /// <param name="z">Where the logits are.</param>
    /// <param name="start">The row's first logit in <paramref name="z"/>.</param>
    /// <param name="outputSize">How many there are.</param>
    /// <param name="targets">Targets and weights of all rows.</param>
    /// <param name="row">The row of the data.</param>
    /// <param name="rowInBatch">The row of the batch.</param>
    /// <param name="inverseBatchSize">1 / batchSize.</param>
    /// <param name="measures">Where to note the measure.</param>
    void Measure(
        ArrayView<float> z, long start, int outputSize, TargetsView targets, int row, int rowInBatch,
        float inverseBatchSize, RowMeasures measures);
}
