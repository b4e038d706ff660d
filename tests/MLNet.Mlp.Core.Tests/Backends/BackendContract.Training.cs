using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Fact]
    public void Rows_that_are_not_there_are_refused()
    {
        var network = Network.Create(5, [8], 3, seed: 4);
        using var session = Backend.StartTraining(network, new TrainingOptions());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => session.Train(TestRows.Noise(3, 5, 3, seed: 7), [0, 3], 2, [0.1f]));
    }

    [Fact]
    public void Two_steps_are_what_the_formulas_give_by_hand()
    {
        // Logits 0 and 0 give probabilities 1/2, so with x = (1, 2) and label 0 the gradient of the biases is
        // (-1/2, 1/2) and that of the weights ((-1/2, -1), (1/2, 1)).
        var network = Network.Create(2, [], 2, initialization: WeightInitialization.Uniform);
        Array.Clear(network.Layers[0].Weights);
        var data = new LabeledRows(2, 2);
        data.Append([1, 2], 0);
        using var session = Backend.StartTraining(network, Options(momentum: 0.5f, weightDecay: 0.1f));

        session.Train(data, [0], 1, learningRates: [0.2f]);
        session.CopyParametersTo(network);
        Tolerance.FloatRounding.Check([0.1, 0.2, -0.1, -0.2], network.Layers[0].Weights, "weights after one step");
        Tolerance.FloatRounding.Check([0.1, -0.1], network.Layers[0].Biases, "biases after one step");

        // Now the logits are 0.6 and -0.6, so p_1 = 1 / (1 + exp(1.2)). V = momentum V + G + decay W.
        session.Train(data, [0], 1, learningRates: [0.2f]);
        session.CopyParametersTo(network);
        var p1 = 1 / (1 + Math.Exp(1.2));
        var w0 = 0.1 - 0.2 * (0.5 * -0.5 - p1 + 0.1 * 0.1);
        var w1 = 0.2 - 0.2 * (0.5 * -1 - 2 * p1 + 0.1 * 0.2);
        var b = 0.1 - 0.2 * (0.5 * -0.5 - p1);
        // Three roundings in a row to float.
        var tolerance = new Tolerance(5e-7, 0);
        tolerance.Check([w0, w1, -w0, -w1], network.Layers[0].Weights, "weights after two steps");
        tolerance.Check([b, -b], network.Layers[0].Biases, "biases after two steps");
    }

    [Theory]
    [MemberData(nameof(ActivationsAndDepths))]
    public void Training_follows_the_oracle_at_awkward_sizes(Activation activation, int hiddenLayers)
    {
        foreach (var number in Cases)
        {
            var classes = Math.Max(2, Size(7 * number + 3));
            var batchSize = Size(11 * number + 4 * hiddenLayers + (int)activation);
            var rowCount = batchSize + batchSize / 2 + 1;
            Follow(activation, Size(number), HiddenSizes(hiddenLayers, number), classes, batchSize, rowCount);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(TrainingOptions.FullBatch)]
    public void Training_follows_the_oracle_for_the_extreme_batch_sizes(int batchSize) =>
        Follow(Activation.Tanh, 17, [33, 9], 5, batchSize, rowCount: 13);

    [Fact]
    public void Training_follows_the_oracle_at_widths_that_are_padded_most() =>
        Follow(Activation.Sigmoid, 256, [512, 256], 2, batchSize: 3, rowCount: 5);

    [Fact]
    public void Every_hidden_layer_trains_with_its_own_activation()
    {
        var number = 0;
        foreach (var activations in Enum.GetValues<Activation>().Chunk(3))
        {
            number++;
            var hidden = activations.Zip(
                HiddenSizes(activations.Length, number), (activation, units) => new HiddenLayer(units, activation));
            Follow(Network.Create(Size(number), [.. hidden], 5, seed: number),
                batchSize: 6, rowCount: 20, string.Join('-', activations));
        }
    }

    [Fact]
    public void Training_leaves_the_initial_network_as_it_was()
    {
        var network = Network.Create(5, [7], 3);
        var before = network.Clone();
        var data = TestRows.Noise(10, 5, 3, seed: 1);
        using var session = Backend.StartTraining(network, new TrainingOptions());

        session.Train(data, TestRows.InOrder(10), 4, [0.1f]);

        NetworkAssert.BitwiseEqual(before, network);
        session.CopyParametersTo(network);
        NetworkAssert.Different(before, network);
    }

    private void Follow(Activation activation, int inputs, int[] hidden, int classes, int batchSize, int rowCount) =>
        Follow(Network.Create(inputs, hidden, classes, activation, seed: inputs + classes), batchSize, rowCount,
            $"{activation} {inputs}-{string.Join('-', hidden)}-{classes}, batch {batchSize} of {rowCount} rows");

    /// <summary>With momentum and weight decay.</summary>
    private void Follow(Network network, int batchSize, int rowCount, string what)
    {
        var (inputs, classes) = (network.InputSize, network.OutputSize);
        var data = TestRows.Noise(rowCount, inputs, classes, seed: inputs * classes);
        Follow(network, data, Options(momentum: 0.9f, weightDecay: 0.01f), batchSize, ParameterTolerance, what);
    }

    /// <summary>Two epochs in two different orders, measured and compared in all that a session tells; then the scores.
    /// </summary>
    private void Follow(
        Network network, LabeledRows data, TrainingOptions options, int batchSize, Tolerance tolerance, string what)
    {
        const float LearningRate = 0.05f;
        var oracle = new Oracle(network, options);
        using var session = Backend.StartTraining(network, options);
        var trained = network.Clone();

        var order = TestRows.InOrder(data.RowCount);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            if (epoch == 1) Array.Reverse(order);
            session.Train(data, order, batchSize, [LearningRate]);
            var expected = new Measure();
            foreach (var batch in order.Chunk(batchSize)) expected += oracle.Step(data, batch, LearningRate);
            session.CopyParametersTo(trained);
            oracle.CheckParameters(trained, tolerance, $"{what}, epoch {epoch}");
            var batches = (data.RowCount - 1) / batchSize + 1;
            CheckTotals(session.TakeTotals(), expected, data.RowCount, batches, what, tolerance);
        }
        NetworkAssert.Different(network, trained);
        var evaluated = session.Evaluate(data);
        CheckTotals(evaluated, oracle.Measure(data, order), data.RowCount, evaluated.BatchCount,
            $"{what}, evaluated", tolerance);
        CheckScores(trained, new Oracle(trained), tolerance, what);
    }

    /// <summary>The network that one epoch in order makes of another, and the totals of the epoch.</summary>
    private (Network Network, Totals Totals) Train(
        Network network, LabeledRows data, TrainingOptions options, int batchSize, float learningRate = 0.05f)
    {
        var trained = network.Clone();
        using var session = Backend.StartTraining(network, options);
        session.Train(data, TestRows.InOrder(data.RowCount), batchSize, [learningRate]);
        session.CopyParametersTo(trained);
        return (trained, session.TakeTotals());
    }

    private static TrainingOptions Options(float momentum, float weightDecay) =>
        new() { Optimizer = new MomentumSgd { Momentum = momentum, WeightDecay = weightDecay } };

    private void CheckTotals(
        Totals totals, Measure expected, int rowCount, int batchCount, string what, Tolerance? tolerance = null)
    {
        (tolerance ?? ParameterTolerance).Check(expected.LossSum, totals.LossSum, $"{what}, loss");
        Tolerance.FloatRounding.Check(expected.WeightSum, totals.WeightSum, $"{what}, weights");
        Assert.InRange(totals.CorrectCount, expected.LeastCorrect, expected.MostCorrect);
        Assert.Equal((rowCount, batchCount, null), (totals.RowCount, totals.BatchCount, totals.FirstNonFiniteBatch));
    }
}
