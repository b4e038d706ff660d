using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Small problems that a multilayer perceptron must solve.</summary>
public class LearningTests
{
    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    public void A_hidden_layer_learns_exclusive_or(Activation activation)
    {
        var rows = new LabeledRows(2, 2);
        foreach (var (x, y) in new[] { (-1, -1), (-1, 1), (1, -1), (1, 1) }) rows.Append([x, y], x == y ? 0 : 1);
        var options = new TrainingOptions { Epochs = 500, LearningRate = 0.3f, ConvergencePatience = 0 };

        var result = TrainingLoop.Train(Network.Create(2, [8], 2, activation, seed: 1), rows, options);

        Assert.Equal(1, result.History[^1].Accuracy);
        Assert.InRange(result.History[^1].Loss, 0, 0.05);
    }

    [Fact]
    public void Without_a_hidden_layer_exclusive_or_cannot_be_learned()
    {
        var rows = new LabeledRows(2, 2);
        foreach (var (x, y) in new[] { (-1, -1), (-1, 1), (1, -1), (1, 1) }) rows.Append([x, y], x == y ? 0 : 1);
        var options = new TrainingOptions { Epochs = 500, LearningRate = 0.3f, ConvergencePatience = 0 };

        var result = TrainingLoop.Train(Network.Create(2, [], 2, seed: 1), rows, options);

        // The best linear model says 1/2 for every row.
        Assert.InRange(result.History[^1].Loss, 0.999 * Math.Log(2), 1.001 * Math.Log(2));
    }

    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Tanh)]
    public void Ten_rows_of_noise_can_be_learned_by_heart(Activation activation)
    {
        var options = new TrainingOptions { Epochs = 300, BatchSize = 5, LearningRate = 0.1f };
        var result = TrainingLoop.Train(
            Network.Create(8, [32, 32], 4, activation), TestRows.Noise(10, 8, 4, seed: 1), options);
        Assert.Equal(1, result.History[^1].Accuracy);
        Assert.InRange(result.History[^1].Loss, 0, 0.01);
    }

    [Fact]
    public void Logistic_regression_reaches_the_point_where_the_gradient_vanishes()
    {
        var data = TestRows.Noise(60, 3, 3, seed: 2);
        var options = new TrainingOptions
        {
            Epochs = 2000,
            BatchSize = TrainingOptions.FullBatch,
            LearningRate = 0.5f,
            ConvergencePatience = 0,
        };
        var initial = Network.Create(3, [], 3);

        var trained = TrainingLoop.Train(initial, data, options).Network;

        Assert.True(GradientNorm(initial, data) > 0.05);
        // Not 0, as float weights of about 1 lie 1e-7 apart.
        Assert.InRange(GradientNorm(trained, data), 0, 1e-6);
    }

    private static double GradientNorm(Network network, LabeledRows data)
    {
        var reference = new ReferenceNetwork(network);
        var rows = TestRows.InOrder(data.RowCount);
        var passes = reference.Forward(ReferenceBatch.Gather(data.Features, rows), training: true);
        var objective = new Objective(network, new TrainingOptions());
        var (_, dLogits) = ReferenceBatch.Measure(objective, data, rows, passes[^1].Output);
        var gradients = reference.Backward(passes, dLogits);
        return gradients.Max(g => g.Weights.FrobeniusNorm()) + gradients.Max(g => g.Biases.L2Norm());
    }
}
