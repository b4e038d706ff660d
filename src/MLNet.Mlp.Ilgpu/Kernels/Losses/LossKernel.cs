using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>Measures the rows of a batch on the device, in one launch.</summary>
internal abstract class LossKernel
{
    /// <summary>Up to here a row is measured by one thread, beyond by a group of them.</summary>
    protected const int MostOutputsOfThread = 64;

    /// <summary>Turns the logits into the gradient of the batch's mean loss, and notes what the loss says of each row.
    /// </summary>
    /// <param name="logits">Z of the last layer, which becomes dZ; the padding stays 0.</param>
    /// <param name="targets">Targets and weights of all rows.</param>
    /// <param name="rows">The row of the data that each row of the batch is; empty where they lie one after another.
    /// </param>
    /// <param name="batchSize">Rows of the batch.</param>
    /// <param name="measures">Where to note the measures.</param>
    /// <param name="firstRow">The first of the rows that lie one after another.</param>
    public abstract void Run(
        MatrixView logits, TargetsView targets, ArrayView<int> rows, int batchSize, RowMeasures measures,
        int firstRow = 0);

    /// <exception cref="ArgumentException">The loss does not go with the network's outputs.</exception>
    public static LossKernel Create(Gpu gpu, Network network, TrainingOptions options) =>
        GpuLosses.RunForTeams<Code, LossKernel>(network, options, new(gpu));

    private readonly struct Code(Gpu gpu) : ITeamLossCode<LossKernel>
    {
        public LossKernel Run<TLoss>(TLoss loss) where TLoss : unmanaged, ITeamLoss => new LossKernel<TLoss>(gpu, loss);
    }
}

/// <inheritdoc/>
internal sealed class LossKernel<TLoss>(Gpu gpu, TLoss loss) : LossKernel where TLoss : unmanaged, ITeamLoss
{
    // Small groups, so that a small batch keeps many multiprocessors busy.
    private const int MostRowsOfGroup = 32;

    private Action<AcceleratorStream, KernelConfig,
        TLoss, MatrixView, TargetsView, ArrayView<int>, int, int, RowMeasures>? _thread, _group;

    public override void Run(
        MatrixView logits, TargetsView targets, ArrayView<int> rows, int batchSize, RowMeasures measures, int firstRow)
    {
        if (logits.ColumnCount <= MostOutputsOfThread)
        {
            _thread ??= gpu.Kernels.Load<
                TLoss, MatrixView, TargetsView, ArrayView<int>, int, int, RowMeasures>(RowForEachThread);
            var size = Math.Min(gpu.GroupSize, MostRowsOfGroup);
            _thread(gpu.Launch(), new KernelConfig((batchSize + size - 1) / size, size),
                loss, logits, targets, rows, firstRow, batchSize, measures);
        }
        else
        {
            _group ??= gpu.Kernels.Load<
                TLoss, MatrixView, TargetsView, ArrayView<int>, int, int, RowMeasures>(RowForEachGroup);
            _group(gpu.Launch(), new KernelConfig(batchSize, gpu.GroupSize),
                loss, logits, targets, rows, firstRow, batchSize, measures);
        }
    }

    public static void RowForEachThread(
        TLoss loss, MatrixView logits, TargetsView targets, ArrayView<int> rows, int firstRow, int batchSize,
        RowMeasures measures)
    {
        var row = Grid.IdxX * Group.DimX + Group.IdxX;
        if (row < batchSize)
            loss.Measure(default(OneThread), Row(logits, targets, rows, firstRow, row, batchSize, measures));
    }

    public static void RowForEachGroup(
        TLoss loss, MatrixView logits, TargetsView targets, ArrayView<int> rows, int firstRow, int batchSize,
        RowMeasures measures)
    {
        var team = new WholeGroup(
            SharedMemory.Allocate<float>(WholeGroup.MostThreads), SharedMemory.Allocate<int>(WholeGroup.MostThreads));
        loss.Measure(team, Row(logits, targets, rows, firstRow, Grid.IdxX, batchSize, measures));
    }

    private static LossRow Row(
        MatrixView logits, TargetsView targets, ArrayView<int> rows, int firstRow, int rowInBatch, int batchSize,
        RowMeasures measures)
    {
        var row = rows.Length > 0 ? rows[rowInBatch] : firstRow + rowInBatch;
        return new LossRow(
            logits.Values, logits.Row(rowInBatch), logits.ColumnCount, targets, row, rowInBatch, 1f / batchSize,
            measures);
    }
}
