namespace MLNet.Mlp.Core.Tests;

/// <summary>Which learning rates the training loop hands to its backend, and reports.</summary>
public class TrainingLoopScheduleTests
{
    private static readonly Network _network = Network.Create(1, [], 2);
    private static readonly LabeledRows _rows = TestRows.Noise(20, 1, 2, seed: 1);

    private static readonly TrainingOptions _options =
        new() { Epochs = 4, BatchSize = 8, LearningRate = 0.5f, ConvergencePatience = 0 };

    [Fact]
    public void A_schedule_of_epochs_has_one_rate_and_few_calls_an_epoch()
    {
        var backend = new ScriptedBackend();
        var options = _options with { Schedule = new ExponentialDecay { Gamma = 0.5f } };
        var result = TrainingLoop.Train(_network, _rows, options, backend: backend);

        Assert.Equal([(20, 8), (20, 8), (20, 8), (20, 8)], backend.Calls);
        float[] epochs = [0.5f, 0.25f, 0.125f, 0.0625f];
        Assert.Equal(epochs.SelectMany(rate => Enumerable.Repeat(rate, 3)), backend.Rates);
        Assert.Equal([0.5f, 0.25f, 0.125f, 0.0625f], result.History.Select(report => report.LearningRate));
    }

    [Fact]
    public void A_schedule_of_steps_has_a_rate_for_each_batch_and_reports_the_last()
    {
        var backend = new ScriptedBackend();
        // Twelve steps, of which six warm up.
        var result = TrainingLoop.Train(
            _network, _rows, _options with { Schedule = new CosineDecay { Warmup = 0.5f } }, backend: backend);

        Assert.Equal([(20, 8), (20, 8), (20, 8), (20, 8)], backend.Calls);
        var rates = backend.Rates;
        Assert.Equal(12, rates.Count);
        for (var step = 0; step < 6; step++) Assert.Equal(0.5f * (step + 1) / 6, rates[step], 1e-7f);
        for (var step = 6; step < 12; step++) Assert.Equal(0.25 * (1 + Math.Cos(Math.PI * (step - 6) / 6)), rates[step], 1e-7);
        Assert.Equal([rates[2], rates[5], rates[8], rates[11]], result.History.Select(report => report.LearningRate));
    }

    [Fact]
    public void Plateaus_are_those_of_the_validation_loss_where_there_is_one()
    {
        var schedule = new ReduceOnPlateau { Patience = 1, Reduction = 0.5f };
        float[] Rates(LabeledRows? validation)
        {
            var backend = new ScriptedBackend { Loss = epoch => 1.0 / epoch, ValidationLoss = _ => 1 };
            var result = TrainingLoop.Train(_network, _rows, _options with { Schedule = schedule },
                new TrainingControl { Validation = validation }, backend);
            return [.. result.History.Select(report => report.LearningRate)];
        }

        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], Rates(validation: null));
        Assert.Equal([0.5f, 0.5f, 0.25f, 0.125f], Rates(validation: _rows));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_schedule_of_the_user_may_give_no_rate_out_of_range(double factor)
    {
        var options = _options with { Schedule = new FromEpoch3(factor) };
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => TrainingLoop.Train(_network, _rows, options, backend: new ScriptedBackend()));
        Assert.StartsWith(FormattableString.Invariant(
            $"FromEpoch3.Factor must be zero or positive, and finite; got {factor}."), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Divergence_names_the_rate_of_its_batch()
    {
        var backend = new ScriptedBackend { NonFiniteBatch = epoch => epoch == 2 ? 1 : null };
        var e = Assert.Throws<TrainingDivergedException>(() => TrainingLoop.Train(_network, _rows,
            _options with { Schedule = new CosineDecay { Warmup = 0.5f } }, backend: backend));
        // The fifth of six steps of warm-up.
        Assert.Equal((2, 2, backend.Rates[4]), (e.Epoch, e.Batch, e.LearningRate));
        Assert.Equal(0.5f * 5 / 6, e.LearningRate, 1e-7f);
    }

    private sealed record FromEpoch3(double Value) : LearningRateSchedule
    {
        public override double Factor(TrainingPosition position) => position.Epoch < 3 ? 1 : Value;
    }
}
