namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Theory]
    [MemberData(nameof(ActivationsAndDepths))]
    public void Scores_are_the_probabilities_of_the_oracle(Activation activation, int hiddenLayers)
    {
        foreach (var number in Cases)
        {
            var (inputs, classes, rowCount) = (Size(number), Math.Max(2, Size(3 * number + 1)), Size(5 * number + 2));
            var network = Network.Create(inputs, HiddenSizes(hiddenLayers, number), classes, activation, seed: number);
            var data = TestRows.Noise(rowCount, inputs, classes, seed: number);
            var (oracle, scores) = (new Oracle(network), new float[rowCount * classes]);

            Backend.CreateScorer(network).Score(TestRows.Features(data), scores);

            for (var row = 0; row < rowCount; row++)
            {
                var what = $"{inputs}-...-{classes}, row {row} of {rowCount}";
                var actual = scores.AsSpan(row * classes, classes);
                ParameterTolerance.Check(oracle.Scores(data.Row(row)), actual, what);
                // A sum of up to 130 floats, each rounded to 6e-8 of itself.
                new Tolerance(2e-6, 0).Check(1, actual.ToArray().Sum(p => (double)p), $"{what}, sum");
            }
        }
    }

    [Theory]
    [InlineData(OutputActivation.Softmax)]
    [InlineData(OutputActivation.Sigmoid)]
    [InlineData(OutputActivation.Identity)]
    public void Scores_are_those_of_the_oracle_for_every_kind_of_outputs(OutputActivation output)
    {
        foreach (var number in Cases)
        {
            var outputs = Math.Max(output == OutputActivation.Softmax ? 2 : 1, Size(3 * number));
            var network = Network.Create(
                Size(number), [Size(5 * number + 1)], outputs, Activation.Tanh, output: output);
            CheckScores(network, new Oracle(network), ParameterTolerance, $"{outputs} {output} outputs");
        }
    }

    [Theory]
    [MemberData(nameof(AllActivations))]
    public void A_network_that_ends_in_a_hidden_layer_scores_its_activations(Activation activation)
    {
        HiddenLayer[] hidden =
            [new(17, activation) { BatchNormalization = true, Dropout = 0.5f }, new(9, activation) { Dropout = 0.2f }];
        var network = Network.Create(5, hidden, 3, seed: 4);
        Array.Fill(network.Layers[0].Normalization!.RunningVariance, 0.3f);
        for (var layer = 0; layer < hidden.Length; layer++)
        {
            var cut = network.UpTo(layer);
            CheckScores(cut, new Oracle(cut), ParameterTolerance, $"up to layer {layer}");
        }
    }

    [Fact]
    public void A_network_that_ends_in_a_hidden_layer_cannot_be_trained()
    {
        var network = Network.Create(5, [4], 3).UpTo(0);
        var e = Assert.Throws<ArgumentException>(
            () => Backend.StartTraining(network, new TrainingOptions { Loss = new SquaredError() }));
        Assert.Contains("ends in a hidden layer, so it can be scored but not trained", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_hidden_layer_scores_with_its_own_activation()
    {
        var hidden = Enum.GetValues<Activation>()
            .Select((activation, number) => new HiddenLayer(Size(3 * number + 4), activation));
        var network = Network.Create(5, [.. hidden], 4);
        var data = TestRows.Noise(70, 5, 4, seed: 2);
        var (oracle, scores) = (new Oracle(network), new float[70 * 4]);

        Backend.CreateScorer(network).Score(TestRows.Features(data), scores);

        for (var row = 0; row < 70; row++)
            ParameterTolerance.Check(oracle.Scores(data.Row(row)), scores.AsSpan(4 * row, 4), $"row {row}");
    }

    [Fact]
    public void Logits_of_any_size_give_probabilities()
    {
        var scorer = Backend.CreateScorer(FromLogits(3));
        var scores = new float[9];

        scorer.Score([1000, -1000, 0, -1000, -1000, -1000, 3e38f, -3e38f, 0], scores);

        Tolerance.FloatRounding.Check([1, 0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1, 0, 0], scores, "scores");
    }

    [Theory]
    [InlineData(OutputActivation.Sigmoid, new double[] { 1, 0, 1, 0, 0.5 })]
    [InlineData(OutputActivation.Identity, new double[] { 1000, -1000, 3e38f, -3e38f, 0 })]
    public void Logits_of_any_size_give_outputs_of_their_own(OutputActivation output, double[] expected)
    {
        var scores = new float[5];
        Backend.CreateScorer(FromLogits(5, output)).Score([1000, -1000, 3e38f, -3e38f, 0], scores);
        Tolerance.FloatRounding.Check(expected, scores, "scores");
    }

    [Fact]
    public void Scores_of_a_row_do_not_depend_on_the_rows_beside_it()
    {
        const int RowCount = 131, Inputs = 150, Classes = 5;
        var scorer = Backend.CreateScorer(Network.Create(Inputs, [49, 20], Classes, Activation.Tanh));
        var features = TestRows.Features(TestRows.Noise(RowCount, Inputs, Classes, seed: 9));
        features.AsSpan(7 * Inputs, Inputs).Fill(float.NaN);
        features.AsSpan(66 * Inputs, Inputs).Fill(float.PositiveInfinity);
        var together = new float[RowCount * Classes];
        scorer.Score(features, together);

        var alone = new float[Classes];
        for (var row = 0; row < RowCount; row++)
        {
            scorer.Score(features.AsSpan(row * Inputs, Inputs), alone);
            Assert.Equal(alone, together.AsSpan(row * Classes, Classes).ToArray());
        }
        Assert.Equal(2 * Classes, together.Count(float.IsNaN));
    }

    [Fact]
    public void No_rows_give_no_scores() => Backend.CreateScorer(FromLogits(2)).Score([], []);

    [Theory]
    [InlineData(7, 6, "whole rows of 3")]
    [InlineData(6, 5, "2 x 3 values")]
    [InlineData(6, 7, "2 x 3 values")]
    [InlineData(0, 3, "0 x 3 values")]
    public void Spans_of_wrong_length_are_refused(int featureCount, int scoreCount, string message)
    {
        var scorer = Backend.CreateScorer(FromLogits(3));
        var e = Assert.Throws<ArgumentException>(() => scorer.Score(new float[featureCount], new float[scoreCount]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains("got", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scorer_does_not_see_later_changes_of_its_network()
    {
        var network = FromLogits(2);
        var scorer = Backend.CreateScorer(network);
        var (before, after) = (new float[2], new float[2]);
        scorer.Score([1, 2], before);
        Array.Clear(network.Layers[0].Weights);
        scorer.Score([1, 2], after);
        Assert.Equal(before, after);
    }

    [Fact]
    public void A_scorer_serves_many_threads_at_once()
    {
        const int Inputs = 33, Classes = 7, RowCount = 70;
        var scorer = Backend.CreateScorer(Network.Create(Inputs, [48, 17], Classes));
        float[] Score(int seed)
        {
            var scores = new float[RowCount * Classes];
            scorer.Score(TestRows.Features(TestRows.Noise(RowCount, Inputs, Classes, seed)), scores);
            return scores;
        }
        var expected = Enumerable.Range(0, 4).Select(Score).ToArray();
        var threads = new List<Thread>();
        var wrong = 0;
        for (var number = 0; number < 8; number++)
        {
            var seed = number % 4;
            threads.Add(new Thread(() =>
            {
                for (var repeat = 0; repeat < 10; repeat++)
                    if (!Score(seed).AsSpan().SequenceEqual(expected[seed])) Interlocked.Increment(ref wrong);
            }));
        }
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    /// <summary>A network whose logits are its features.</summary>
    private static Network FromLogits(int count, OutputActivation output = OutputActivation.Softmax)
    {
        var layer = new DenseLayer(count, count, Activation.Identity);
        for (var k = 0; k < count; k++) layer.Weights[k * count + k] = 1;
        return new Network([layer], output);
    }

    /// <summary>Scores some rows of noise.</summary>
    private void CheckScores(Network network, Oracle oracle, Tolerance tolerance, string what)
    {
        const int RowCount = 5;
        var data = TestRows.Noise(RowCount, network.InputSize, 2, seed: network.InputSize);
        var scores = new float[RowCount * network.OutputSize];
        Backend.CreateScorer(network).Score(TestRows.Features(data), scores);
        for (var row = 0; row < RowCount; row++)
            tolerance.Check(oracle.Scores(data.Row(row)), scores.AsSpan(row * network.OutputSize, network.OutputSize),
                $"{what}, scores of row {row}");
    }
}
