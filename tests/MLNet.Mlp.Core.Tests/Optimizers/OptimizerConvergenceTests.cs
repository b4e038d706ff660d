namespace MLNet.Mlp.Core.Tests;

/// <summary>Every optimizer finds the minimum of a convex problem: multinomial logistic regression.</summary>
public class OptimizerConvergenceTests
{
    private static readonly LabeledRows _rows = TestRows.Noise(60, 3, 3, seed: 2);
    private static readonly Network _initial = Network.Create(3, [], 3);

    // Where LearningTests shows that the gradient vanishes.
    private static readonly double _least = Loss(new MomentumSgd(), 0.5f, epochs: 2000);

    [Theory]
    [MemberData(nameof(Optimizers.Names), MemberType = typeof(Optimizers))]
    public void Logistic_regression_reaches_its_minimum(string name)
    {
        var learningRate = Optimizers.LearningRateOf(name);
        var optimizer = Optimizers.Named(name) with { WeightDecay = 0 };
        Assert.True(Loss(optimizer, learningRate, epochs: 1) > _least + 0.05, "There must be a way to go.");
        // A thousandth of the way; losses in float are rounded by some 1e-7.
        Assert.InRange(Loss(optimizer, learningRate, epochs: 600) - _least, -1e-6, 5e-5);
    }

    private static double Loss(Optimizer optimizer, float learningRate, int epochs)
    {
        var options = new TrainingOptions
        {
            Epochs = epochs,
            BatchSize = TrainingOptions.FullBatch,
            LearningRate = learningRate,
            Optimizer = optimizer,
            // Methods whose steps do not shrink with the gradient need a rate that does.
            Schedule = new CosineDecay(),
            ConvergencePatience = 0,
        };
        var control = new TrainingControl { Validation = _rows };
        return TrainingLoop.Train(_initial, _rows, options, control).History[^1].Validation!.Loss;
    }
}
