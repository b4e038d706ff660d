namespace MLNet.Mlp.Core.Tests;

public class ScheduleConventionTests
{
    private static readonly IReadOnlyList<LearningRateSchedule> _all =
        Hyperparameters.OneOfEach<LearningRateSchedule>();

    public static TheoryData<string, LearningRateSchedule> OutOfRange()
    {
        var cases = new TheoryData<string, LearningRateSchedule>
        {
            { "EpochsPerStep", new StepDecay { EpochsPerStep = 0 } },
            { "FirstStageEpochs", new EpochGd { FirstStageEpochs = 0 } },
            { "Patience", new ReduceOnPlateau { Patience = 0 } },
            { "Gamma", new StepDecay { Gamma = 0 } },
            { "Gamma", new ExponentialDecay { Gamma = 0 } },
            { "Reduction", new ReduceOnPlateau { Reduction = 0 } },
            { "Warmup", new CosineDecay { Warmup = 1 } },
            { "Rise", new OneCycle { Rise = 1 } },
            { "StartDivisor", new OneCycle { StartDivisor = 0.9f } },
            { "EndDivisor", new OneCycle { EndDivisor = 0.9f } },
        };
        foreach (var (name, schedule) in Hyperparameters.OutOfRange(_all)) cases.Add(name, schedule);
        return cases;
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, LearningRateSchedule schedule)
    {
        OutOfRangeAssert.RefusedByName(name, schedule, schedule.Validate);
        // And so by the options that hold it.
        Assert.Throws<ArgumentOutOfRangeException>(name, new TrainingOptions { Schedule = schedule }.Validate);
    }

    [Fact]
    public void The_defaults_are_in_range() => Assert.All(_all, schedule => schedule.Validate());

    [Fact]
    public void The_factors_of_a_whole_run_stay_in_zero_to_one()
    {
        const int Epochs = 30, Batches = 7;
        var losses = new List<double>();
        foreach (var schedule in _all)
            for (var step = 0; step < Epochs * Batches; step++)
            {
                var position = new TrainingPosition(step / Batches + 1, Epochs, step % Batches + 1, Batches, losses);
                Assert.InRange(schedule.Factor(position), 0, 1);
            }
    }
}
