namespace MLNet.Mlp.Core.Tests;

/// <summary>The rates of another schedule; cancels when one of them is asked for, so that the step it is for is the
/// last.</summary>
internal sealed record CancelingSchedule(
    LearningRateSchedule Rates, CancellationTokenSource Cancel, int Epoch, int Batch) : LearningRateSchedule
{
    public override bool ChangesEachStep => Rates.ChangesEachStep;

    public override double Factor(TrainingPosition position)
    {
        if ((position.Epoch, position.Batch) == (Epoch, Batch)) Cancel.Cancel();
        return Rates.Factor(position);
    }
}
