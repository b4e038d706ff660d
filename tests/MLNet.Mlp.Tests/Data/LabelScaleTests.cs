namespace MLNet.Mlp.Tests.Data;

public class LabelScaleTests
{
    private static LabeledRows Rows(params (float[] Label, float Weight)[] rows)
    {
        var labeled = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(rows[0].Label.Length));
        foreach (var (label, weight) in rows) labeled.Append([0], label, weight);
        return labeled;
    }

    private static float[] Labels(LabeledRows rows)
    {
        var targets = (TargetMatrix)rows.Targets;
        return [.. Enumerable.Range(0, rows.RowCount).SelectMany(row => targets[row].ToArray())];
    }

    [Fact]
    public void Each_number_of_a_label_is_scaled_for_itself()
    {
        var rows = Rows(([1, 100], 1), ([3, 500], 1), ([1, 100], 1), ([3, 500], 1));
        var scale = LabelScale.Of(rows);
        Assert.Equal([2, 300], scale.Means);
        Assert.Equal([1, 200], scale.Deviations);
        scale.Apply(rows);
        Assert.Equal([-1, -1, 1, 1, -1, -1, 1, 1], Labels(rows));
    }

    [Fact]
    public void A_row_of_weight_2_counts_as_two_rows_and_one_of_0_as_none()
    {
        var weighted = LabelScale.Of(Rows(([5], 2), ([1000], 0), ([8], 1)));
        var repeated = LabelScale.Of(Rows(([5], 1), ([5], 1), ([8], 1)));
        Assert.Equal(6, weighted.Means[0], tolerance: 1e-12);
        Assert.Equal(Math.Sqrt(2), weighted.Deviations[0], tolerance: 1e-12);
        Assert.Equal(repeated.Means[0], weighted.Means[0], tolerance: 1e-12);
        Assert.Equal(repeated.Deviations[0], weighted.Deviations[0], tolerance: 1e-12);
    }

    [Theory]
    [InlineData(1234.5f, 1)]
    [InlineData(0.1f, 1)]
    [InlineData(7, 0)]
    public void A_label_that_is_the_same_in_all_rows_keeps_its_deviation(float label, float weight)
    {
        var rows = Rows(([label], weight), ([label], weight), ([label], weight));
        var scale = LabelScale.Of(rows);
        Assert.Equal(1, scale.Deviations[0]);
        scale.Apply(rows);
        Assert.All(Labels(rows), scaled => Assert.Equal(weight > 0 ? 0 : label, scaled));
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        var rows = new (float[], float)[1000];
        for (var row = 0; row < rows.Length; row++) rows[row] = ([16_000_000 + 2 * (row % 2)], 1);
        var scale = LabelScale.Of(Rows(rows));
        Assert.Equal(16_000_001, scale.Means[0], tolerance: 1e-6);
        Assert.Equal(1, scale.Deviations[0], tolerance: 1e-6);
    }

    [Fact]
    public void A_network_of_scaled_labels_becomes_one_of_labels_and_back()
    {
        var scale = new LabelScale([10, -300], [4, 0.5]);
        var network = Network.Create(2, [3], 2, seed: 1, output: OutputActivation.Identity);
        network.Layers[^1].Biases[1] = 0.25f;
        var (last, unscaled) = (network.Layers[^1], scale.Unapply(network));
        Assert.Equal(last.Weights.Select((weight, i) => (i < 3 ? 4 : 0.5f) * weight), unscaled.Layers[^1].Weights);
        Assert.Equal([10, -299.875f], unscaled.Layers[^1].Biases);
        Assert.Same(network.Layers[0], unscaled.Layers[0]);

        var back = scale.Apply(unscaled).Layers[^1];
        Assert.Equal(last.Weights, back.Weights); // Exact, as the deviations are powers of 2.
        Assert.Equal(last.Biases, back.Biases);
    }
}
