using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The loss of a row in a kernel, written once for one thread and for a group of them: the same as
/// <see cref="Objective"/> on the CPU.</summary>
internal interface ITeamLoss
{
    /// <summary>Turns the row's logits into the gradient of the batch's mean loss and notes the row's
    /// measure.</summary>
    void Measure<TTeam>(TTeam team, LossRow row) where TTeam : struct, ITeam;
}

/// <summary>A loss whose rows are each measured by one thread.</summary>
internal readonly struct OnOneThread<TLoss>(TLoss loss) : IGpuLoss where TLoss : unmanaged, ITeamLoss
{
    private readonly TLoss _loss = loss;

    public void Measure(
        ArrayView<float> z, long start, int outputSize, TargetsView targets, int row, int rowInBatch,
        float inverseBatchSize, RowMeasures measures) => _loss.Measure(
            default(OneThread),
            new LossRow(z, start, outputSize, targets, row, rowInBatch, inverseBatchSize, measures));
}
