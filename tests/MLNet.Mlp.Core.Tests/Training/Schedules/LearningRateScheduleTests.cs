namespace MLNet.Mlp.Core.Tests;

/// <summary>The factors of every schedule at epochs and steps checked by hand.</summary>
public class LearningRateScheduleTests
{
    // Powers of constants that are floats: 0.95f is 1e-8 off 0.95.
    private static readonly Tolerance _tolerance = new(1e-6, 1e-12);

    [Fact]
    public void Constant() => CheckEpochs(new ConstantRate(), [(1, 1), (2, 1), (1000, 1)]);

    [Fact]
    public void Step_decay_falls_after_each_step_of_epochs() => CheckEpochs(
        new StepDecay { EpochsPerStep = 3, Gamma = 0.5f },
        [(1, 1), (3, 1), (4, 0.5), (6, 0.5), (7, 0.25), (301, Math.Pow(2, -100))]);

    [Fact]
    public void Exponential_decay_falls_after_each_epoch() => CheckEpochs(
        new ExponentialDecay { Gamma = 0.9f }, [(1, 1), (2, 0.9), (3, 0.81), (5, 0.6561)]);

    [Fact]
    public void Inverse_time_decay_is_half_after_one_over_decay_epochs() => CheckEpochs(
        new InverseTimeDecay { Decay = 0.25f }, [(1, 1), (2, 0.8), (5, 0.5), (13, 0.25)]);

    [Fact]
    public void Epoch_gd_halves_the_rate_and_doubles_the_stage() => CheckEpochs(
        new EpochGd { FirstStageEpochs = 3 }, [(1, 1), (3, 1), (4, 0.5), (9, 0.5), (10, 0.25), (21, 0.25), (22, 0.125)]);

    [Fact]
    public void Epoch_gd_begins_with_a_stage_of_one_epoch() => CheckEpochs(
        new EpochGd(), [(1, 1), (2, 0.5), (3, 0.5), (4, 0.25), (7, 0.25), (8, 0.125), (int.MaxValue, Math.Pow(2, -30))]);

    // Eight steps: cos(pi t / 8) is 1, 0.924, 0.707, 0.383, 0, ... for t = 0, 1, 2, 3, 4.
    [Fact]
    public void Cosine_decay_falls_along_half_a_cosine() => CheckSteps(new CosineDecay(), 8,
        [(0, 1), (1, (1 + 0.9238795325) / 2), (2, (1 + 0.7071067812) / 2), (4, 0.5), (7, (1 - 0.9238795325) / 2)]);

    [Fact]
    public void Cosine_decay_tends_to_its_minimum() => CheckSteps(new CosineDecay { MinimumFactor = 0.25f }, 8,
        [(0, 1), (4, 0.625), (7, 0.25 + 0.75 * (1 - 0.9238795325) / 2)]);

    // 0.34 x 12 steps are four, and eight are left to fall.
    [Fact]
    public void Cosine_decay_warms_up_in_a_straight_line() => CheckSteps(new CosineDecay { Warmup = 0.34f }, 12,
        [(0, 0.25), (1, 0.5), (2, 0.75), (3, 1), (4, 1), (8, 0.5), (11, (1 - 0.9238795325) / 2)]);

    // Ten steps: the peak is at 0.5 x 10 - 1 = 4, and cos(pi / 4) = 0.7071 after one of the four steps up. Five
    // steps fall, and cos(pi / 5) = 0.8090 after the first of them.
    [Fact]
    public void One_cycle_rises_and_falls() => CheckSteps(
        new OneCycle { Rise = 0.5f, StartDivisor = 10, EndDivisor = 100 }, 10,
        [
            (0, 0.1), (1, 0.1 + 0.9 * (1 - 0.7071067812) / 2), (2, 0.55), (4, 1),
            (5, 0.001 + 0.999 * (1 + 0.8090169944) / 2), (9, 0.001),
        ]);

    [Fact]
    public void One_cycle_without_a_rise_starts_at_its_peak() => CheckSteps(
        new OneCycle { Rise = 0, EndDivisor = 4 }, 5, [(0, 1), (2, 0.505), (4, 0.01)]);

    [Fact]
    public void One_cycle_of_a_single_step_is_its_peak() => CheckSteps(new OneCycle(), 1, [(0, 1)]);

    [Theory]
    // Each loss but the first: 0.1 and more below the best is an improvement.
    [InlineData(new double[] { }, 1)]
    [InlineData(new[] { 1, 0.95 }, 1)]
    [InlineData(new[] { 1, 0.95, 0.95 }, 0.5)]
    [InlineData(new[] { 1, 0.95, 0.8, 0.8, 0.5 }, 1)]
    [InlineData(new[] { 1, 0.95, 0.95, 0.95 }, 0.5)]
    [InlineData(new[] { 1, 0.95, 0.95, 0.95, 0.95 }, 0.25)]
    [InlineData(new[] { 1, 0.95, 0.95, 0.5, 0.5, 0.5, 0.2 }, 0.25)]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.0 }, 0.2)]
    public void Reduce_on_plateau_falls_each_time_the_loss_has_stayed(double[] losses, double factor)
    {
        var schedule = new ReduceOnPlateau { Reduction = 0.5f, Patience = 2, Tolerance = 0.1f, MinimumFactor = 0.2f };
        _tolerance.Check(factor, schedule.Factor(new TrainingPosition(losses.Length + 1, 100, 1, 1, losses)), "factor");
    }

    private static void CheckEpochs(LearningRateSchedule schedule, (int Epoch, double Factor)[] expected)
    {
        Assert.False(schedule.ChangesEachStep);
        foreach (var (epoch, factor) in expected)
            foreach (var batch in new[] { 1, 7 })
                _tolerance.Check(factor, schedule.Factor(new TrainingPosition(epoch, epoch, batch, 7, [])),
                    $"epoch {epoch}, batch {batch}");
    }

    /// <summary>Takes the steps once as one epoch and once as epochs of one step.</summary>
    private static void CheckSteps(LearningRateSchedule schedule, int steps, (int Done, double Factor)[] expected)
    {
        Assert.True(schedule.ChangesEachStep);
        foreach (var (done, factor) in expected)
        {
            _tolerance.Check(factor, schedule.Factor(new TrainingPosition(1, 1, done + 1, steps, [])), $"after {done} steps");
            _tolerance.Check(factor, schedule.Factor(new TrainingPosition(done + 1, steps, 1, 1, [])), $"after {done} epochs");
        }
    }
}
