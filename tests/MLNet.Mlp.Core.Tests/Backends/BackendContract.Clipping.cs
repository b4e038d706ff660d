namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    // As in Two_steps_are_what_the_formulas_give_by_hand: for x = (1, 2) and label 0 the first gradient is (-1/2, -1)
    // and (1/2, 1) for the weights and (-1/2, 1/2) for the biases. Its norm is sqrt(3).
    [Fact]
    public void Clipping_by_value_limits_each_element() =>
        CheckClippedStep(new TrainingOptions { ClipValue = 0.75f }, [0.5, 0.75, -0.5, -0.75], [0.5, -0.5]);

    [Fact]
    public void Clipping_by_norm_shortens_the_whole_gradient() =>
        CheckClippedStep(
            new TrainingOptions { ClipNorm = (float)Math.Sqrt(0.75) }, [0.25, 0.5, -0.25, -0.5], [0.25, -0.25]);

    [Fact]
    public void Clipping_by_value_comes_before_clipping_by_norm() =>
        // Clipped to 1/2, all six elements are equal and the norm is sqrt(6) / 2.
        CheckClippedStep(new TrainingOptions { ClipValue = 0.5f, ClipNorm = (float)(Math.Sqrt(6) / 4) },
            [0.25, 0.25, -0.25, -0.25], [0.25, -0.25]);

    [Fact]
    public void Limits_that_are_not_reached_change_nothing()
    {
        var network = Network.Create(5, [17], 3, Activation.Tanh);
        NetworkAssert.BitwiseEqual(
            Train(new TrainingOptions()), Train(new TrainingOptions { ClipNorm = 100, ClipValue = 100 }));
        NetworkAssert.Different(Train(new TrainingOptions()), Train(new TrainingOptions { ClipNorm = 0.1f }));
        NetworkAssert.Different(Train(new TrainingOptions()), Train(new TrainingOptions { ClipValue = 0.01f }));

        Network Train(TrainingOptions options)
        {
            var trained = network.Clone();
            using var session = LayerByLayer.StartTraining(network, options);
            session.Train(TestRows.Noise(20, 5, 3, seed: 1), TestRows.InOrder(20), 6, [0.1f]);
            session.CopyParametersTo(trained);
            return trained;
        }
    }

    private void CheckClippedStep(TrainingOptions options, double[] weights, double[] biases)
    {
        var network = Network.Create(2, [], 2);
        Array.Clear(network.Layers[0].Weights);
        var data = new LabeledRows(2, 2);
        data.Append([1, 2], 0);
        using var session = Backend.StartTraining(network, options with { Optimizer = new Sgd() });

        session.Train(data, [0], 1, learningRates: [1]);
        session.CopyParametersTo(network);

        // The norm is enlarged by 1e-6 before it divides.
        var tolerance = new Tolerance(2e-6, 0);
        tolerance.Check(weights, network.Layers[0].Weights, "weights");
        tolerance.Check(biases, network.Layers[0].Biases, "biases");
    }
}
