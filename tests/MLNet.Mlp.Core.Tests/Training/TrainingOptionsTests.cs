namespace MLNet.Mlp.Core.Tests;

public class TrainingOptionsTests
{
    private static readonly TrainingOptions _default = new();

    public static TheoryData<string, TrainingOptions> OutOfRange()
    {
        var cases = new TheoryData<string, TrainingOptions>();
        foreach (var value in new[] { 0, -1, int.MinValue })
        {
            cases.Add("Epochs", _default with { Epochs = value });
            cases.Add("BatchSize", _default with { BatchSize = value });
            cases.Add("Threads", _default with { Threads = value });
        }
        cases.Add("ConvergencePatience", _default with { ConvergencePatience = -1 });
        foreach (var value in new[] { -0.1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            cases.Add("LearningRate", _default with { LearningRate = value });
            cases.Add("ClipValue", _default with { ClipValue = value });
            cases.Add("ClipNorm", _default with { ClipNorm = value });
            cases.Add("ConvergenceTolerance", _default with { ConvergenceTolerance = value });
            cases.Add("MaxNorm", _default with { MaxNorm = value });
            cases.Add("ValidationFraction", _default with { ValidationFraction = value });
        }
        cases.Add("MaxNorm", _default with { MaxNorm = 0 });
        cases.Add("ValidationFraction", _default with { ValidationFraction = 1 });
        cases.Add("MaximumDuration", _default with { MaximumDuration = TimeSpan.Zero });
        cases.Add("MaximumDuration", _default with { MaximumDuration = TimeSpan.FromSeconds(-1) });
        cases.Add("ShuffleBufferRows", _default with { ShuffleBufferRows = 0 });
        cases.Add("LearningRate", _default with { LearningRate = 0 });
        cases.Add("ClipValue", _default with { ClipValue = 0 });
        cases.Add("ClipNorm", _default with { ClipNorm = 0 });
        return cases;
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, TrainingOptions options) =>
        OutOfRangeAssert.RefusedByName(name, options, options.Validate);

    [Fact]
    public void A_missing_optimizer_schedule_or_loss_is_refused_by_name()
    {
        Assert.Throws<ArgumentNullException>("Loss", (_default with { Loss = null! }).Validate);
        Assert.Throws<ArgumentNullException>("Optimizer", (_default with { Optimizer = null! }).Validate);
        Assert.Throws<ArgumentNullException>("Schedule", (_default with { Schedule = null! }).Validate);
    }

    [Fact]
    public void The_defaults_are_in_range() => _default.Validate();

    [Fact]
    public void The_ends_of_the_ranges_are_in_range() => new TrainingOptions
    {
        Epochs = 1,
        BatchSize = TrainingOptions.FullBatch,
        LearningRate = float.Epsilon,
        Optimizer = new MomentumSgd { Momentum = 0, WeightDecay = 0 },
        ClipValue = float.Epsilon,
        ClipNorm = float.Epsilon,
        ConvergenceTolerance = 0,
        ConvergencePatience = 0,
        MaxNorm = float.Epsilon,
        ValidationFraction = 0.999f,
        MaximumDuration = TimeSpan.FromTicks(1),
        ShuffleBufferRows = 1,
        Threads = 1,
    }.Validate();
}
