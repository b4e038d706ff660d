namespace MLNet.Mlp;

/// <summary>
/// Biases of the output layer by which an untrained network says what is right without looking at the features: how
/// often each class occurs (Lin, Goyal, Girshick, He and Dollár, 2017, section 4.1). Where classes are rare, training
/// otherwise spends its first epochs on that, with large gradients that all point the same way.
/// </summary>
public static class PriorBiases
{
    /// <summary>
    /// Sets the biases of the last layer; its weights stay as they are. With f_k the mean target of output k over the
    /// rows, which for classes is the frequency of class k, and each row counted by its weight,
    /// <code>
    /// softmax:   b_k = log f_k
    /// sigmoid:   b_k = log(f_k / (1 - f_k))
    /// identity:  b_k = f_k                     for numbers; 0 for classes, whose scores a hinge loss compares
    /// </code>
    /// If the weights of the last layer are 0, the outputs are then f_k. A class that no row has, and one that every
    /// row has, would get an infinite bias: instead its frequency is taken as that of half a row, 1 / (2 n) of n rows,
    /// or for a sigmoid also 1 - 1 / (2 n).
    /// <para>Not for use with class weights that make rare classes count like the others: the biases to start from are
    /// then 0.</para>
    /// </summary>
    /// <param name="network">The network whose biases are set.</param>
    /// <param name="rows">The training rows, at least one of them with a weight above 0.</param>
    /// <exception cref="ArgumentException">There are no rows, all have the weight 0, or they do not fit the
    /// network.</exception>
    public static void Set(Network network, LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(rows);
        if (!rows.Targets.Fits(network.OutputSize))
            throw new ArgumentException(
                $"The network has {network.OutputSize} outputs but the rows have {rows.Targets.Description}.",
                nameof(rows));

        var means = MeanTargets(rows, network.OutputSize);
        var least = 0.5 / rows.RowCount;
        var biases = network.Layers[^1].Biases;
        for (var k = 0; k < biases.Length; k++)
            biases[k] = (float)(network.Output switch
            {
                OutputActivation.Softmax => Math.Log(means[k] > 0 ? means[k] : least),
                OutputActivation.Sigmoid => LogOdds(means[k] > 0 ? means[k] < 1 ? means[k] : 1 - least : least),
                _ => rows.Targets is ClassLabels ? 0 : means[k],
            });
    }

    private static double LogOdds(double frequency) => Math.Log(frequency / (1 - frequency));

    private static double[] MeanTargets(LabeledRows rows, int outputSize)
    {
        var (means, target) = (new double[outputSize], new float[outputSize]);
        double weightSum = 0;
        for (var row = 0; row < rows.RowCount; row++)
        {
            rows.Targets.CopyRowTo(row, target);
            double weight = rows.Weight(row);
            weightSum += weight;
            for (var k = 0; k < target.Length; k++) means[k] += weight * target[k];
        }
        if (weightSum == 0)
            throw new ArgumentException(
                $"The rows must have one with a weight above 0; got {rows.RowCount} rows without.", nameof(rows));
        for (var k = 0; k < means.Length; k++) means[k] /= weightSum;
        return means;
    }
}
