namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Training_follows_the_oracle_with_any_number_of_maxout_pieces(int pieces)
    {
        foreach (var number in Cases)
        {
            HiddenLayer Hidden(int units) => new(units, Activation.Maxout) { MaxoutPieces = pieces };
            var network = Network.Create(
                Size(3 * number + 1), [Hidden(Size(number)), Hidden(Size(5 * number + 2))], 3, seed: number);
            Follow(network, Size(7 * number + 3), Size(7 * number + 3) + 5, $"{pieces} pieces, case {number}");
        }
    }

    [Fact]
    public void The_gradient_of_a_maxout_unit_goes_to_the_first_of_equal_pieces()
    {
        // Two units with three pieces each: -1, 2 and 2 times the input for the first unit, 1, 1 and 0 for the second.
        // The next layer adds the units to the first logit.
        var hidden = new DenseLayer(1, 2, Activation.Maxout, pieces: 3);
        float[] before = [-1, 1, 2, 1, 2, 0];
        before.CopyTo(hidden.Weights.AsSpan());
        var output = new DenseLayer(2, 2, Activation.Identity);
        (output.Weights[0], output.Weights[1]) = (1, 1);
        var data = new LabeledRows(1, 2);
        data.Append([1], 1);

        var options = new TrainingOptions { Optimizer = new Sgd() };
        var (trained, totals) = Train(new Network([hidden, output]), data, options, 1, learningRate: 1);

        // The logits are 3 and 0; the right one is the second, so the first has the gradient sigmoid(3).
        var gradient = 1 / (1 + Math.Exp(-3));
        var tolerance = new Tolerance(1e-6, 1e-7);
        tolerance.Check(3 + Math.Log(1 + Math.Exp(-3)), totals.LossSum, "loss");
        tolerance.Check([-1, 1 - gradient, 2 - gradient, 1, 2, 0], trained.Layers[0].Weights, "weights of the pieces");
        tolerance.Check([0, -gradient, -gradient, 0, 0, 0], trained.Layers[0].Biases, "biases of the pieces");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_piece_of_maxout_that_is_NaN_does_not_stay_unseen(int piece)
    {
        var network = Network.Create(
            1, [new HiddenLayer(1, Activation.Maxout) { MaxoutPieces = 3 }], 1, output: OutputActivation.Identity);
        network.Layers[0].Biases[piece] = float.NaN;
        var scores = new float[1];
        Backend.CreateScorer(network).Score([1], scores);
        Assert.True(float.IsNaN(scores[0]));
    }
}
