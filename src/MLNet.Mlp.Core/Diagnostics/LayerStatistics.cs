using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp;

/// <summary>How the signal and its gradient pass through a layer, measured on one batch of rows as a step of training
/// would see them. <see cref="GradientHealth"/> tells what is wrong with them.</summary>
/// <param name="Layer">The layer, from 0 at the input.</param>
/// <param name="ActivationMean">The mean of the layer's outputs over all units and rows; of the last layer these are
/// the logits.</param>
/// <param name="ActivationDeviation">Their standard deviation about that mean.</param>
/// <param name="ZeroFraction">The fraction of them that are 0.</param>
/// <param name="DeadFraction">The fraction of the units whose slope f'(z) is less than 1e-6 in every row. Such a unit
/// passes nothing of a gradient on that would show in a sum of floats, so that steps no longer change its weights; a
/// ReLU that always gives 0 is dead. Units of maxout and of the identity never are.</param>
/// <param name="OutputGradientRms">The root mean square, over all units and rows, of the gradient of the sum of the
/// rows' losses with respect to the layer's outputs: what reaches the layer on the way back. Unlike the gradients of
/// the parameters it depends neither on the scale of what the layer takes in nor on how the rows cancel each
/// other.</param>
/// <param name="WeightGradientRms">The root mean square of the gradient of the batch's mean loss with respect to the
/// weights.</param>
/// <param name="BiasGradientRms">The same of the biases.</param>
/// <param name="WeightNorm">The Euclidean norm of the weights.</param>
/// <param name="GradientToWeightRatio">The Euclidean norm of the gradient of the weights over that of the weights.
/// Times the learning rate it is the part of the weights that a step of <see cref="Sgd"/> changes, of which 1/1000 is
/// usual. It is infinite, or NaN where the gradient is 0 too, while all weights are 0.</param>
public sealed record LayerStatistics(
    int Layer,
    double ActivationMean,
    double ActivationDeviation,
    double ZeroFraction,
    double DeadFraction,
    double OutputGradientRms,
    double WeightGradientRms,
    double BiasGradientRms,
    double WeightNorm,
    double GradientToWeightRatio)
{
    /// <summary>The most rows that <see cref="EvenlySpaced"/> gives: enough for a standard error of 1/16 of a
    /// deviation, and few beside those of an epoch.</summary>
    internal const int MeasuredRows = 256;

    private const double LeastSlope = 1e-6;

    /// <summary>Measures all layers on one batch, by the reference backend in double precision. Batch normalization
    /// takes the statistics of the batch, as in training. Nothing is left out by dropout: the zeros that it sets are
    /// not those of the activations, and its noise would hide changes from epoch to epoch. Penalties and clipping are
    /// not part of the gradients.</summary>
    /// <param name="network">The network; it is not changed.</param>
    /// <param name="data">Where the rows are.</param>
    /// <param name="rows">The rows of the batch, at least one, each in [0, <see cref="LabeledRows.RowCount"/>). Time
    /// and memory grow with them.</param>
    /// <param name="options">The loss and the class weights are taken from them; balanced class weights are those of
    /// <paramref name="data"/>.</param>
    /// <returns>One for each layer, from the input on.</returns>
    /// <exception cref="ArgumentException">There are no rows, or network, rows and loss do not fit
    /// together.</exception>
    public static IReadOnlyList<LayerStatistics> Measure(
        Network network, LabeledRows data, ReadOnlySpan<int> rows, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.IsEmpty)
            throw new ArgumentException("There must be at least one row to measure on; got none.", nameof(rows));
        foreach (var row in rows)
            if ((uint)row >= (uint)data.RowCount) Require.Throw(nameof(rows), $"in [0, {data.RowCount})", row);
        if (data.Features.ColumnCount != network.InputSize || !data.Targets.Fits(network.OutputSize))
            throw new ArgumentException(
                $"The network takes {network.InputSize} features and gives {network.OutputSize} outputs but the rows " +
                $"have {data.Features.ColumnCount} features and {data.Targets.Description}.", nameof(data));

        options = options with
        {
            // No order of all rows is made where the weights are given, or known from training.
            ClassWeights = options.ClassWeights is { AreBalanced: true } balanced
                ? balanced.Resolve(network, data, RowOrder.InOrder(data.RowCount))
                : options.ClassWeights,
        };
        var objective = new Objective(network, options);
        var reference = new ReferenceNetwork(network);
        var passes = reference.Forward(ReferenceBatch.Gather(data.Features, rows), training: true);
        var (_, dLogits) = ReferenceBatch.Measure(objective, data, rows, passes[^1].Output);
        var gradients = reference.Backward(passes, dLogits);

        var statistics = new LayerStatistics[passes.Length];
        for (var l = 0; l < statistics.Length; l++)
        {
            var dOutput = l + 1 < gradients.Length ? gradients[l + 1].Input : dLogits;
            var (activation, weights) = (network.Layers[l].Activation, reference.Layers[l].Weights);
            statistics[l] = Of(l, activation, weights, passes[l], gradients[l], dOutput);
        }
        return statistics;
    }

    /// <summary>At most <see cref="MeasuredRows"/> of 0 .. rowCount - 1, with equal gaps between them, so that rows
    /// sorted by class or time are all represented.</summary>
    internal static int[] EvenlySpaced(int rowCount)
    {
        var rows = new int[Math.Min(rowCount, MeasuredRows)];
        for (var i = 0; i < rows.Length; i++) rows[i] = (int)((long)i * rowCount / rows.Length);
        return rows;
    }

    private static LayerStatistics Of(
        int layer, Activation activation, Matrix<double> weights, LayerPass pass, LayerGradients gradients,
        Matrix<double> dOutput)
    {
        var outputs = pass.Activations.AsColumnMajorArray();
        double sum = 0, squares = 0;
        var zeros = 0;
        foreach (var a in outputs)
        {
            sum += a;
            if (a == 0) zeros++;
        }
        var mean = sum / outputs.Length;
        foreach (var a in outputs) squares += (a - mean) * (a - mean);

        var (weightNorm, dWeights) = (Norm(weights.AsColumnMajorArray()), gradients.Weights.AsColumnMajorArray());
        return new LayerStatistics(
            layer,
            mean,
            Math.Sqrt(squares / outputs.Length),
            (double)zeros / outputs.Length,
            (double)DeadUnitCount(activation, pass) / pass.Activations.ColumnCount,
            Rms(dOutput.AsColumnMajorArray()) * dOutput.RowCount, // The batch's loss is a mean over the rows.
            Rms(dWeights),
            Rms(gradients.Biases.AsArray()),
            weightNorm,
            Norm(dWeights) / weightNorm);
    }

    private static double Norm(double[] values) => Math.Sqrt(GradientClipping.SumOfSquares(values));

    private static double Rms(double[] values) => Norm(values) / Math.Sqrt(values.Length);

    private static int DeadUnitCount(Activation activation, LayerPass pass)
    {
        if (activation == Activation.Maxout) return 0; // The largest piece always has slope 1.
        var (z, a) = (pass.Preactivations, pass.Activations);
        var count = 0;
        for (var unit = 0; unit < a.ColumnCount; unit++)
        {
            var row = 0;
            while (row < a.RowCount && Math.Abs(activation.Derivative(z[row, unit], a[row, unit])) < LeastSlope) row++;
            if (row == a.RowCount) count++;
        }
        return count;
    }
}
