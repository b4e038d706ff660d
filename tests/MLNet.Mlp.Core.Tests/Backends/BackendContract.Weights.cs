namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Theory]
    [MemberData(nameof(Losses))]
    public void Training_follows_the_oracle_with_weights_of_rows(string name)
    {
        var lossCase = LossCase.Named(name);
        foreach (var number in Cases.Take(6))
        {
            var (network, batchSize) = NetworkFor(lossCase, number);
            var data = lossCase.Rows(
                2 * batchSize + 3, network.InputSize, network.OutputSize, seed: number, weighted: true);
            Assert.NotEmpty(data.Weights.ToArray());
            Follow(network, data, lossCase.Options, batchSize, ParameterTolerance, $"{name}, case {number}");
        }
    }

    [Theory]
    [MemberData(nameof(LossesWithClasses))]
    public void Training_follows_the_oracle_with_weights_of_classes(string name)
    {
        var lossCase = LossCase.Named(name);
        foreach (var number in Cases.Take(6))
        {
            var (network, batchSize) = NetworkFor(lossCase, number);
            var data = lossCase.Rows(
                2 * batchSize + 3, network.InputSize, network.OutputSize, seed: number, weighted: number % 2 == 0);
            var classes = Enumerable.Range(0, Math.Max(2, network.OutputSize));
            var weights = ClassWeights.Of([.. classes.Select(k => 0.5f * ((k + 1) % 4))]);
            var options = lossCase.Options with { ClassWeights = weights };
            Follow(network, data, options, batchSize, ParameterTolerance, $"{name}, case {number}");
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_row_of_weight_two_counts_as_two_rows(string name)
    {
        var lossCase = LossCase.Named(name);
        var network = Network.Create(5, [9], 3, Activation.Tanh, output: lossCase.Output);
        var (data, options) = (lossCase.Rows(3, 5, 3, seed: 4), lossCase.Options with { Optimizer = new Sgd() });
        var (weighted, repeated) = (data.CreateEmpty(), data.CreateEmpty());
        // Rows 0, 1 and 2 with the weights 2, 0 and 1, and one more without a say so that both batches have four rows.
        foreach (var (row, weight) in new[] { (0, 2f), (1, 0), (2, 1), (1, 0) }) Append(weighted, row, weight);
        foreach (var (row, weight) in new[] { (0, 1f), (0, 1), (2, 1), (1, 0) }) Append(repeated, row, weight);

        var (expected, totals) = Train(network, repeated, options, 4);
        var (actual, actualTotals) = Train(network, weighted, options, 4);

        NetworkAssert.Near(expected, actual, ParameterTolerance, name);
        ParameterTolerance.Check(totals.LossSum, actualTotals.LossSum, "loss");
        Assert.Equal((3, 3), (totals.WeightSum, actualTotals.WeightSum));

        void Append(LabeledRows rows, int row, float weight)
        {
            if (data.Targets is ClassLabels classes) rows.Append(data.Row(row), classes.Labels[row], weight);
            else rows.Append(data.Row(row), ((TargetMatrix)data.Targets)[row], weight);
        }
    }

    [Fact]
    public void Class_weights_of_one_change_nothing()
    {
        var network = Network.Create(5, [9], 3);
        var data = TestRows.Noise(20, 5, 3, seed: 1);
        var (expected, _) = Train(network, data, new TrainingOptions(), 6);
        var (actual, _) = Train(network, data, new TrainingOptions { ClassWeights = ClassWeights.Of(1, 1, 1) }, 6);
        NetworkAssert.BitwiseEqual(expected, actual);
    }
}
