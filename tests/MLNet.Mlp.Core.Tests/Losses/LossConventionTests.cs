namespace MLNet.Mlp.Core.Tests;

public class LossConventionTests
{
    public static TheoryData<string, Loss> OutOfRange()
    {
        var cases = new TheoryData<string, Loss>();
        foreach (var value in new[] { -0.1f, 1, float.NaN, float.PositiveInfinity })
            cases.Add("LabelSmoothing", new CrossEntropy { LabelSmoothing = value });
        foreach (var value in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            cases.Add("Delta", new HuberError { Delta = value });
        return cases;
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, Loss loss)
    {
        OutOfRangeAssert.RefusedByName(name, loss, loss.Validate);
        Assert.Throws<ArgumentOutOfRangeException>(name, new TrainingOptions { Loss = loss }.Validate);
    }

    [Fact]
    public void Every_hyperparameter_is_checked()
    {
        var covered = OutOfRange().Select(row => (row[1].GetType(), (string)row[0])).ToHashSet();
        foreach (var loss in LossCase.All.Select(lossCase => lossCase.Loss))
        {
            foreach (var property in loss.GetType().GetProperties()) Assert.Contains((loss.GetType(), property.Name), covered);
            loss.Validate();
        }
        Assert.Equal((0, 1), (new CrossEntropy().LabelSmoothing, new HuberError().Delta));
    }

    [Fact]
    public void A_loss_is_refused_on_all_other_outputs()
    {
        foreach (var loss in LossCase.All.Select(lossCase => lossCase.Loss).DistinctBy(loss => loss.GetType()))
            foreach (var output in Enum.GetValues<OutputActivation>())
            {
                var network = Network.Create(2, [], 3, output: output);
                if (LossCase.All.Any(known => known.Loss.GetType() == loss.GetType() && known.Output == output))
                {
                    Assert.NotNull(loss.For(network));
                    continue;
                }
                var e = Assert.Throws<ArgumentException>(() => new Objective(network, new TrainingOptions { Loss = loss }));
                Assert.StartsWith($"The loss {loss.GetType().Name} goes with outputs that are ", e.Message, StringComparison.Ordinal);
                Assert.EndsWith($"got a network whose 3 outputs are {output}.", e.Message, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData(typeof(CrossEntropy), "Softmax or Sigmoid")]
    [InlineData(typeof(SquaredError), "Identity, Softmax or Sigmoid")]
    [InlineData(typeof(AbsoluteError), "Identity")]
    [InlineData(typeof(HuberError), "Identity")]
    [InlineData(typeof(Hinge), "Identity")]
    public void The_message_names_the_outputs_that_a_loss_goes_with(Type type, string outputs)
    {
        var loss = (Loss)Activator.CreateInstance(type)!;
        Assert.Equal(outputs, loss.Outputs);
        foreach (var output in Enum.GetValues<OutputActivation>())
            Assert.Equal(outputs.Contains($"{output}", StringComparison.Ordinal), loss.For(output, 3) is not null);
    }
}
