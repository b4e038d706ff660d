namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Theory]
    [InlineData(0.1f, Activation.ReLU)]
    [InlineData(0.5f, Activation.Tanh)]
    [InlineData(0.5f, Activation.SiLU)]
    [InlineData(0.5f, Activation.Maxout)]
    [InlineData(0.9f, Activation.Sigmoid)]
    public void Training_follows_the_oracle_with_dropout(float rate, Activation activation)
    {
        foreach (var number in Cases)
        {
            HiddenLayer Hidden(int units, float dropout) => new(units, activation) { Dropout = dropout };
            HiddenLayer[] hidden = [Hidden(Size(number), rate), Hidden(Size(5 * number + 7), rate / 2)];
            var network = Network.Create(Size(3 * number + 1), hidden, 3, seed: number);
            var batchSize = Size(7 * number + 4);
            var data = TestRows.Noise(2 * batchSize + 1, network.InputSize, 3, seed: number);
            Follow(network, data, new TrainingOptions { Seed = number }, batchSize, ParameterTolerance,
                $"{activation}, dropout {rate}, case {number}");
        }
    }

    [Fact]
    public void Dropout_depends_on_the_seed_and_the_step_alone()
    {
        var network = Network.Create(5, [new HiddenLayer(33, Activation.Tanh) { Dropout = 0.5f }], 3);
        var data = TestRows.Noise(20, 5, 3, seed: 1);
        var (expected, _) = Train(network, data, new TrainingOptions { Seed = 1 }, 4);

        NetworkAssert.BitwiseEqual(expected, Train(network, data, new TrainingOptions { Seed = 1 }, 4).Network);
        NetworkAssert.Different(expected, Train(network, data, new TrainingOptions { Seed = 2 }, 4).Network);

        // The same steps by two calls.
        using var session = Backend.StartTraining(network, new TrainingOptions { Seed = 1 });
        session.Train(data, TestRows.InOrder(20).AsSpan(0, 8), 4, [0.05f]);
        session.Evaluate(data);
        session.Train(data, TestRows.InOrder(20).AsSpan(8), 4, [0.05f]);
        var trained = network.Clone();
        session.CopyParametersTo(trained);
        NetworkAssert.BitwiseEqual(expected, trained);
    }

    [Fact]
    public void Dropout_has_no_part_in_scoring()
    {
        var network = Network.Create(5, [new HiddenLayer(33) { Dropout = 0.9f }], 3);
        var features = TestRows.Features(TestRows.Noise(20, 5, 3, seed: 1));
        var (with, without) = (new float[60], new float[60]);
        Backend.CreateScorer(network).Score(features, with);
        Backend.CreateScorer(network.Fold()).Score(features, without);
        Assert.Equal(without, with);
    }
}
