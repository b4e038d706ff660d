namespace MLNet.Mlp.Core.Tests;

public class LossConventionTests
{
    private static readonly IReadOnlyList<Loss> _all = Hyperparameters.OneOfEach<Loss>();

    public static TheoryData<string, Loss> OutOfRange()
    {
        var cases = new TheoryData<string, Loss>
        {
            { "LabelSmoothing", new CrossEntropy { LabelSmoothing = 1 } },
            { "Delta", new HuberError { Delta = 0 } },
        };
        foreach (var (name, loss) in Hyperparameters.OutOfRange(_all)) cases.Add(name, loss);
        return cases;
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, Loss loss)
    {
        OutOfRangeAssert.RefusedByName(name, loss, loss.Validate);
        // And so by the options that hold it.
        Assert.Throws<ArgumentOutOfRangeException>(name, new TrainingOptions { Loss = loss }.Validate);
    }

    [Fact]
    public void The_defaults_are_in_range()
    {
        Assert.All(_all, loss => loss.Validate());
        Assert.Equal((0, 1), (new CrossEntropy().LabelSmoothing, new HuberError().Delta));
    }

    [Fact]
    public void Every_loss_goes_with_just_the_outputs_that_it_names() => Assert.All(_all, loss =>
    {
        var named = loss.Outputs.Split([", ", " or "], StringSplitOptions.None).Order();
        var actual = Enum.GetValues<OutputActivation>().Where(output => loss.For(output, 3) is not null);
        Assert.Equal(named, actual.Select(output => output.ToString()).Order());
    });

    [Fact]
    public void Outputs_that_a_loss_does_not_go_with_are_refused_by_its_name()
    {
        var network = Network.Create(2, [], 3, output: OutputActivation.Identity);
        Assert.Equal(
            "The loss CrossEntropy goes with outputs that are Softmax or Sigmoid; " +
            "got a network whose 3 outputs are Identity.",
            Assert.Throws<ArgumentException>(() => new CrossEntropy().For(network)).Message);
    }
}
