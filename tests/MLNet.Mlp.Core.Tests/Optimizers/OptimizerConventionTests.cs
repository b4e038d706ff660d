namespace MLNet.Mlp.Core.Tests;

public class OptimizerConventionTests
{
    public static TheoryData<string, Optimizer> OutOfRange()
    {
        var cases = new TheoryData<string, Optimizer>
        {
            { "Momentum", new MomentumSgd { Momentum = 1 } },
            { "Momentum", new NesterovSgd { Momentum = 1 } },
            { "Alpha", new RmsProp { Alpha = 1 } },
            { "Beta1", new Adam { Beta1 = 1 } },
            { "Beta2", new Adam { Beta2 = 1 } },
            { "Beta1", new AdamW { Beta1 = 1 } },
            { "Beta2", new AdamW { Beta2 = 1 } },
            { "Epsilon", new Adagrad { Epsilon = 0 } },
            { "Epsilon", new RmsProp { Epsilon = 0 } },
            { "Epsilon", new Adam { Epsilon = 0 } },
            { "Epsilon", new AdamW { Epsilon = 0 } },
        };
        foreach (var (name, optimizer) in Hyperparameters.OutOfRange(Optimizers.All)) cases.Add(name, optimizer);
        return cases;
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, Optimizer optimizer)
    {
        OutOfRangeAssert.RefusedByName(name, optimizer, optimizer.Validate);
        // And so by the options that hold it.
        Assert.Throws<ArgumentOutOfRangeException>(name, new TrainingOptions { Optimizer = optimizer }.Validate);
    }

    [Fact]
    public void The_list_of_the_tests_holds_every_optimizer() => Assert.Equal(
        Hyperparameters.OneOfEach<Optimizer>().Select(optimizer => optimizer.GetType().Name).Order(),
        Optimizers.All.Select(optimizer => optimizer.GetType().Name).Order());

    [Fact]
    public void The_defaults_are_in_range_and_those_of_the_papers()
    {
        foreach (var optimizer in Optimizers.All)
        {
            optimizer.Validate();
            Assert.Equal(optimizer is AdamW ? 0.01f : 0, optimizer.WeightDecay);
        }
        Assert.Equal(0.9f, new MomentumSgd().Momentum);
        Assert.Equal(0.9f, new NesterovSgd().Momentum);
        Assert.Equal(1e-10f, new Adagrad().Epsilon);
        Assert.Equal((0.99f, 1e-8f), (new RmsProp().Alpha, new RmsProp().Epsilon));
        Assert.Equal((0.9f, 0.999f, 1e-8f), (new Adam().Beta1, new Adam().Beta2, new Adam().Epsilon));
        Assert.Equal((0.9f, 0.999f, 1e-8f), (new AdamW().Beta1, new AdamW().Beta2, new AdamW().Epsilon));
    }
}
