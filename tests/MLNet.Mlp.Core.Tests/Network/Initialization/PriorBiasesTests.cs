using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class PriorBiasesTests
{
    [Fact]
    public void Without_weights_a_softmax_gives_the_frequencies_of_the_classes()
    {
        var rows = Classes(3, [(0, 1), (1, 1), (2, 1), (2, 1), (2, 1)]);
        Check([0.2, 0.2, 0.6], ScoresWithPriors(rows, 3, OutputActivation.Softmax));
    }

    [Fact]
    public void Without_weights_a_sigmoid_gives_the_frequency_of_the_second_class()
    {
        var rows = Classes(2, [(0, 1), (0, 1), (0, 1), (1, 1)]);
        Check([0.25], ScoresWithPriors(rows, 1, OutputActivation.Sigmoid));
    }

    [Fact]
    public void Each_row_counts_by_its_weight()
    {
        var rows = Classes(2, [(0, 2.5f), (1, 1), (1, 0.5f), (1, 0)]);
        Check([0.625, 0.375], ScoresWithPriors(rows, 2, OutputActivation.Softmax));
        Check([0.375], ScoresWithPriors(rows, 1, OutputActivation.Sigmoid));
    }

    [Fact]
    public void Labels_that_do_not_exclude_each_other_have_their_own_frequencies()
    {
        var rows = Numbers([1, 0], [1, 1], [0, 1], [1, 1]);
        Check([0.75, 0.75], ScoresWithPriors(rows, 2, OutputActivation.Sigmoid));
    }

    [Fact]
    public void An_identity_gives_the_means_of_numbers_and_nothing_for_classes()
    {
        Check([2, -30], ScoresWithPriors(Numbers([1, -10], [3, -50]), 2, OutputActivation.Identity));
        Check([0, 0], ScoresWithPriors(Classes(2, [(0, 1), (1, 1), (1, 1)]), 2, OutputActivation.Identity));
    }

    [Fact]
    public void A_class_without_rows_counts_as_half_a_row()
    {
        // Before the softmax makes them sum to 1, the frequencies are 1/4, 3/4 and 1/8.
        var rows = Classes(3, [(0, 1), (1, 1), (1, 1), (1, 1)]);
        Check([2 / 9.0, 6 / 9.0, 1 / 9.0], ScoresWithPriors(rows, 3, OutputActivation.Softmax));
        Check([1 / 8.0, 7 / 8.0, 0.5], ScoresWithPriors(
            Numbers([0, 1, 1], [0, 1, 0], [0, 1, 1], [0, 1, 0]), 3, OutputActivation.Sigmoid));
    }

    [Fact]
    public void Only_the_biases_of_the_last_layer_change()
    {
        var network = Network.Create(2, [4], 2);
        var before = network.Clone();
        PriorBiases.Set(network, Imbalanced());
        Assert.NotEqual(before.Layers[1].Biases, network.Layers[1].Biases);
        before.Layers[1].Biases[0] = network.Layers[1].Biases[0];
        before.Layers[1].Biases[1] = network.Layers[1].Biases[1];
        NetworkAssert.BitwiseEqual(before, network);
    }

    [Theory]
    [InlineData(1, OutputActivation.Sigmoid)]
    [InlineData(2, OutputActivation.Softmax)]
    public void Training_on_one_row_in_a_hundred_starts_at_a_lower_loss(int outputSize, OutputActivation output)
    {
        var rows = Imbalanced();
        var network = Network.Create(2, [8], outputSize, output: output);
        var (without, _) = FirstLosses(network, rows);
        PriorBiases.Set(network, rows);
        var (with, afterwards) = FirstLosses(network, rows);

        // The entropy of 1:99 is 0.056 nats, that of even odds 0.69; the weights of the network add what they add.
        Assert.InRange(with, 0.03, 0.15);
        Assert.True(without > 3 * with, $"{without} without, {with} with");
        Assert.True(afterwards < with, $"{afterwards} after an epoch, {with} before");
    }

    [Fact]
    public void Rows_that_tell_nothing_or_do_not_fit_are_refused()
    {
        Assert.Contains("got 0 rows without", Refuse(Classes(2, []), 2), StringComparison.Ordinal);
        Assert.Contains("got 2 rows without", Refuse(Classes(2, [(0, 0), (1, 0)]), 2), StringComparison.Ordinal);
        Assert.Contains("3 outputs but the rows have 2", Refuse(Classes(2, [(0, 1)]), 3), StringComparison.Ordinal);

        static string Refuse(LabeledRows rows, int outputSize) => Assert.Throws<ArgumentException>(
            nameof(rows), () => PriorBiases.Set(Network.Create(1, [], outputSize), rows)).Message;
    }

    private static (double Before, double After) FirstLosses(Network network, LabeledRows rows)
    {
        using var session = new ReferenceBackend().StartTraining(network, new TrainingOptions());
        var before = session.Evaluate(rows).MeanLoss;
        session.Train(rows, TestRows.InOrder(rows.RowCount), 32, [0.01f]);
        return (before, session.Evaluate(rows).MeanLoss);
    }

    /// <summary>1000 rows, of which 10 are of the second class.</summary>
    private static LabeledRows Imbalanced()
    {
        var noise = TestRows.Noise(1000, 2, 2, seed: 1);
        var rows = new LabeledRows(2, 2);
        for (var row = 0; row < 1000; row++) rows.Append(noise.Row(row), row % 100 == 7 ? 1 : 0);
        return rows;
    }

    private static float[] ScoresWithPriors(LabeledRows rows, int outputSize, OutputActivation output)
    {
        var network = Network.Create(rows.Features.ColumnCount, [5], outputSize, output: output);
        PriorBiases.Set(network, rows);
        Array.Clear(network.Layers[^1].Weights);
        var scores = new float[outputSize];
        new ReferenceBackend().CreateScorer(network).Score(rows.Row(0), scores);
        return scores;
    }

    private static LabeledRows Classes(int classCount, (int Label, float Weight)[] rows)
    {
        var result = new LabeledRows(1, classCount);
        foreach (var (label, weight) in rows) result.Append([1], label, weight);
        return result;
    }

    private static LabeledRows Numbers(params float[][] targets)
    {
        var rows = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(targets[0].Length));
        foreach (var target in targets) rows.Append([1], target);
        return rows;
    }

    // The biases are rounded to floats; they are up to 3 here, which moves a probability by 1e-7.
    private static void Check(double[] expected, float[] actual) =>
        new Tolerance(2e-7, 1e-7).Check(expected, actual, "score");
}
