namespace MLNet.Mlp.Core.Tests;

public class OptimizerConventionTests
{
    private static readonly float[] _notFractions = [-0.1f, 1, float.NaN, float.PositiveInfinity];
    private static readonly float[] _notPositive = [0, -1, float.NaN, float.PositiveInfinity];
    private static readonly float[] _negative = [-0.1f, float.NaN, float.PositiveInfinity];

    public static TheoryData<string, Optimizer> OutOfRange()
    {
        var cases = new TheoryData<string, Optimizer>();
        foreach (var optimizer in Optimizers.All)
            foreach (var value in _negative)
            {
                cases.Add("WeightDecay", optimizer with { WeightDecay = value });
                cases.Add("L1Penalty", optimizer with { L1Penalty = value });
            }
        foreach (var value in _notFractions)
        {
            cases.Add("Momentum", new MomentumSgd { Momentum = value });
            cases.Add("Momentum", new NesterovSgd { Momentum = value });
            cases.Add("Alpha", new RmsProp { Alpha = value });
            cases.Add("Beta1", new Adam { Beta1 = value });
            cases.Add("Beta2", new Adam { Beta2 = value });
            cases.Add("Beta1", new AdamW { Beta1 = value });
            cases.Add("Beta2", new AdamW { Beta2 = value });
        }
        foreach (var value in _notPositive)
        {
            cases.Add("Epsilon", new Adagrad { Epsilon = value });
            cases.Add("Epsilon", new RmsProp { Epsilon = value });
            cases.Add("Epsilon", new Adam { Epsilon = value });
            cases.Add("Epsilon", new AdamW { Epsilon = value });
        }
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
    public void Every_hyperparameter_is_checked()
    {
        var covered = OutOfRange().Select(row => (row[1].GetType(), (string)row[0])).ToHashSet();
        foreach (var optimizer in Optimizers.All)
            foreach (var property in optimizer.GetType().GetProperties())
                Assert.Contains((optimizer.GetType(), property.Name), covered);
    }

    [Fact]
    public void The_list_of_the_tests_holds_every_optimizer() => Assert.Equal(
        typeof(Optimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Optimizer)))
            .Select(type => type.Name).Order(),
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
