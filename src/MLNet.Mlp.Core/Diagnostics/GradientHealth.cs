using System.Globalization;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp;

/// <summary>
/// Finds vanishing and exploding gradients (Bengio, Simard and Frasconi, 1994) and dead units in the statistics of
/// layers.
/// <para>What reaches a hidden layer, <see cref="LayerStatistics.OutputGradientRms"/>, is compared with the gradient at
/// the logits: all layers share the learning rate, and the gradient of a whole network may rightly be small when
/// training is nearly done. It vanishes where it is less than 1/1000 of that at the logits, and explodes where it is
/// more than 1000 times as large. The slope of a sigmoid is at most 1/4, and 1/4^5 is 1/1024: five layers of sigmoids
/// at their best come to the limit. Widths alone do not: weights drawn by <see cref="WeightInitialization.Default"/>
/// divide the gradient of K logits by about sqrt(n / K) on its way to a layer of n units, which is 100 for one logit
/// and 10000 units.</para>
/// <para>Dead units are reported where they are more than half of a layer: some of a ReLU layer are harmless, and a
/// unit for something rare looks dead on a few hundred rows.</para>
/// </summary>
public static class GradientHealth
{
    /// <summary>How many times smaller or larger than at the logits a gradient may be.</summary>
    internal const double LargestRatio = 1000;

    /// <summary>The fraction of a layer's units that may be dead.</summary>
    internal const double MostDead = 0.5;

    /// <summary>What is wrong with the gradients: at most one warning about those that vanish and one about those that
    /// explode, each for the worst layer, and one for each layer of dead units. Empty where nothing is.</summary>
    /// <param name="network">The network that was measured.</param>
    /// <param name="statistics">What <see cref="LayerStatistics.Measure"/> says of it.</param>
    public static IReadOnlyList<GradientWarning> Warnings(Network network, IReadOnlyList<LayerStatistics> statistics)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(statistics);
        if (statistics.Count != network.Layers.Count)
            throw new ArgumentException(
                $"The network has {network.Layers.Count} layers but there are statistics of {statistics.Count}.",
                nameof(statistics));

        var warnings = new List<GradientWarning>();
        var last = statistics[^1].OutputGradientRms;
        LayerStatistics[] hidden = [.. statistics.SkipLast(1)];
        LayerStatistics[] vanishing = double.IsFinite(last)
            ? [.. hidden.Where(layer => layer.OutputGradientRms * LargestRatio < last)]
            : [];
        var limit = Math.Min(LargestRatio * last, double.MaxValue);
        LayerStatistics[] exploding = [.. statistics.Where(layer => !(layer.OutputGradientRms <= limit))]; // NaN too.

        if (vanishing.Length > 0)
        {
            var worst = vanishing.MinBy(layer => layer.OutputGradientRms)!;
            warnings.Add(Gradient(network, GradientProblem.Vanishing, worst, vanishing, last));
        }
        if (exploding.Length > 0)
        {
            // A gradient that overflows has gone furthest towards the input.
            var worst = exploding.FirstOrDefault(layer => !double.IsFinite(layer.OutputGradientRms)) ??
                exploding.MaxBy(layer => layer.OutputGradientRms)!;
            warnings.Add(Gradient(network, GradientProblem.Exploding, worst, exploding, last));
        }
        foreach (var layer in hidden.Where(layer => layer.DeadFraction > MostDead)) warnings.Add(Dead(network, layer));
        return warnings;
    }

    private static GradientWarning Gradient(
        Network network, GradientProblem problem, LayerStatistics worst, LayerStatistics[] affected, double last)
    {
        var (rms, vanishes) = (worst.OutputGradientRms, problem == GradientProblem.Vanishing);
        var comparison = !double.IsFinite(rms) || !double.IsFinite(last) ? ""
            : vanishes ? $", {Part(rms, last)} of that at the logits"
            : $", {Rounded(rms / last)} times that at the logits";
        var others = affected.Where(layer => layer != worst).Select(layer => $"{layer.Layer}").ToList();
        var too = others.Count switch
        {
            0 => "",
            1 => $" So it is with layer {others[0]}.",
            _ => $" So it is with layers {string.Join(", ", others.SkipLast(1))} and {others[^1]}.",
        };
        return new GradientWarning(problem, worst.Layer,
            $"The gradient {(vanishes ? "vanishes" : "explodes")} on its way to layer {worst.Layer}: its root mean " +
            $"square there is {Scientific(rms)}{comparison}.{too} Try {Or(vanishes
                ? RemediesOfVanishing(network.Layers[worst.Layer], worst.Layer)
                : RemediesOfExploding(network.Layers[worst.Layer], worst.Layer))}.");
    }

    private static GradientWarning Dead(Network network, LayerStatistics layer)
    {
        var shape = network.Layers[layer.Layer];
        List<string> remedies = IsFlat(shape.Activation, 1) ? [] : [$"LeakyReLU instead of {shape.Activation}"];
        remedies.AddRange([Initialization(shape), "a smaller LearningRate"]);
        if (shape.Normalization is null) remedies.Add("batch normalization");
        return new GradientWarning(GradientProblem.DeadUnits, layer.Layer, string.Create(CultureInfo.InvariantCulture,
            $"In layer {layer.Layer}, {Math.Floor(100 * layer.DeadFraction):F0} % of the units are dead: the slope " +
            $"of their {shape.Activation} is next to 0 in every row measured, so that steps no longer change them. " +
            $"Try {Or(remedies)}."));
    }

    private static IEnumerable<string> RemediesOfVanishing(DenseLayer layer, int index)
    {
        if (IsFlat(layer.Activation, 1) && IsFlat(layer.Activation, -1))
            yield return $"ReLU instead of {layer.Activation}, He initialization";
        else yield return Initialization(layer);
        if (layer.Normalization is null) yield return "batch normalization";
        if (index == 0) yield return "features normalized to about -1..1";
    }

    private static IEnumerable<string> RemediesOfExploding(DenseLayer layer, int index)
    {
        yield return "a ClipNorm of 1";
        yield return Initialization(layer);
        if (layer.Normalization is null) yield return "batch normalization";
        if (index == 0) yield return "features normalized to about -1..1";
    }

    /// <summary>Whether an activation is all but constant far to one side, where its units then lose the
    /// gradient.</summary>
    private static bool IsFlat(Activation activation, int side)
    {
        if (activation == Activation.Maxout) return false;
        var z = 20.0 * side;
        return Math.Abs(activation.Derivative(z, activation.Forward(z))) < 1 / LargestRatio;
    }

    private static string Initialization(DenseLayer layer) =>
        $"{layer.Activation.DefaultInitialization()} initialization";

    private static string Or(IEnumerable<string> remedies)
    {
        string[] all = [.. remedies];
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all.SkipLast(1))} or {all[^1]}";
    }

    private static string Part(double rms, double last) =>
        last / rms < 1e6 ? $"1/{Rounded(last / rms)}" : "less than a millionth";

    /// <summary>Two digits and then zeros.</summary>
    private static string Rounded(double ratio)
    {
        if (ratio >= 1e6) return "more than a million";
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(ratio)) - 1));
        return (Math.Round(ratio / unit) * unit).ToString("F0", CultureInfo.InvariantCulture);
    }

    private static string Scientific(double value) =>
        value == 0 ? "0" : value.ToString("0.#E-0", CultureInfo.InvariantCulture);
}
