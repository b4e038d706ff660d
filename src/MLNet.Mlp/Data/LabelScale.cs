namespace MLNet.Mlp;

/// <summary>
/// Brings numeric labels y to mean 0 and standard deviation 1, each number of a vector for itself, so that one learning
/// rate does for labels of any size; and takes networks from the one unit to the other. With z = (y - mean) / deviation
/// for the outputs of a network that has learned z, the last layer gives y with
/// <code>
/// W' = deviation W,   b' = deviation b + mean
/// </code>
/// </summary>
internal sealed class LabelScale(double[] means, double[] deviations)
{
    public IReadOnlyList<double> Means => means;

    public IReadOnlyList<double> Deviations => deviations;

    /// <summary>The scale of the labels of rows.</summary>
    public static LabelScale Of(LabeledRows rows)
    {
        var targets = (TargetMatrix)rows.Targets;
        var statistics = new LabelStatistics(targets.ColumnCount);
        for (var row = 0; row < rows.RowCount; row++) statistics.Add(targets[row], rows.Weight(row));
        return statistics.ToScale();
    }

    /// <summary>Scales a label.</summary>
    public void Apply(Span<float> label)
    {
        for (var i = 0; i < label.Length; i++) label[i] = (float)((label[i] - means[i]) / deviations[i]);
    }

    /// <summary>Scales the labels of rows in place.</summary>
    public void Apply(LabeledRows rows)
    {
        var targets = (TargetMatrix)rows.Targets;
        for (var row = 0; row < rows.RowCount; row++) Apply(targets.Change(row));
    }

    /// <summary>Scales the label of the row that was appended last.</summary>
    public void ApplyToLast(LabeledRows rows) => Apply(((TargetMatrix)rows.Targets).Change(rows.RowCount - 1));

    /// <summary>A network that predicts scaled labels, of one that predicts labels.</summary>
    public Network Apply(Network network) => WithLastLayer(
        network, output => 1 / deviations[output], (bias, output) => (bias - means[output]) / deviations[output]);

    /// <summary>A network that predicts labels, of one that predicts scaled labels.</summary>
    public Network Unapply(Network network) => WithLastLayer(
        network, output => deviations[output], (bias, output) => deviations[output] * bias + means[output]);

    private static Network WithLastLayer(Network network, Func<int, double> factor, Func<float, int, double> bias)
    {
        var last = network.Layers[^1];
        var scaled = new DenseLayer(last.InputSize, last.OutputSize, last.Activation);
        for (var output = 0; output < last.OutputSize; output++)
        {
            for (var i = output * last.InputSize; i < (output + 1) * last.InputSize; i++)
                scaled.Weights[i] = (float)(factor(output) * last.Weights[i]);
            scaled.Biases[output] = (float)bias(last.Biases[output], output);
        }
        return new Network([.. network.Layers.SkipLast(1), scaled], network.Output);
    }
}
