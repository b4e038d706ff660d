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
            cases.Add("Momentum", _default with { Momentum = value });
            cases.Add("WeightDecay", _default with { WeightDecay = value });
            cases.Add("ConvergenceTolerance", _default with { ConvergenceTolerance = value });
        }
        cases.Add("LearningRate", _default with { LearningRate = 0 });
        cases.Add("Momentum", _default with { Momentum = 1 });
        return cases;
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, TrainingOptions options)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(name, options.Validate);
        var value = FormattableString.Invariant($"{typeof(TrainingOptions).GetProperty(name)!.GetValue(options)}");
        Assert.Matches($"^{name} must be .*; got {System.Text.RegularExpressions.Regex.Escape(value)}\\.", e.Message);
    }

    [Fact]
    public void The_defaults_are_in_range() => _default.Validate();

    [Fact]
    public void The_ends_of_the_ranges_are_in_range() => new TrainingOptions
    {
        Epochs = 1,
        BatchSize = TrainingOptions.FullBatch,
        LearningRate = float.Epsilon,
        Momentum = 0,
        WeightDecay = 0,
        ConvergenceTolerance = 0,
        ConvergencePatience = 0,
        Threads = 1,
    }.Validate();
}
