namespace MLNet.Mlp.Core.Tests;

/// <summary>Every gradient is the slope of the loss, by <see cref="GradientCheck"/>: with respect to weights, biases,
/// scales and inputs.</summary>
public class ReferenceGradientTests
{
    private const int Inputs = 3, BatchSize = 5;

    /// <summary>Losses and how many outputs, activations and how many pieces, hidden layers.</summary>
    public static TheoryData<string, int, Activation, int, int> EveryCombination()
    {
        var cases = new TheoryData<string, int, Activation, int, int>();
        foreach (var lossCase in LossCase.All)
            foreach (var outputs in new[] { 1, 3 })
            {
                if (outputs < lossCase.LeastOutputs) continue;
                cases.Add(lossCase.Name, outputs, Activation.Identity, 1, 0);
                foreach (var (activation, pieces) in Activations())
                    for (var hiddenLayers = 1; hiddenLayers <= 3; hiddenLayers++)
                        cases.Add(lossCase.Name, outputs, activation, pieces, hiddenLayers);
            }
        return cases;
    }

    [Theory]
    [MemberData(nameof(EveryCombination))]
    public void Every_gradient_is_the_slope_of_the_loss(
        string loss, int outputs, Activation activation, int pieces, int hiddenLayers)
    {
        var lossCase = LossCase.Named(loss);
        GradientCheck.Run(seed => new GradientCheck(
            Create(lossCase, outputs, Hidden(activation, pieces, hiddenLayers), seed),
            lossCase.Options, lossCase.Rows(BatchSize, Inputs, outputs, seed)));
    }

    public static TheoryData<Activation, int, int, float> NormalizedLayers()
    {
        var cases = new TheoryData<Activation, int, int, float>();
        foreach (var (activation, pieces) in Activations())
            for (var hiddenLayers = 1; hiddenLayers <= 3; hiddenLayers++)
                foreach (var dropout in new[] { 0, 0.4f }) cases.Add(activation, pieces, hiddenLayers, dropout);
        return cases;
    }

    [Theory]
    [MemberData(nameof(NormalizedLayers))]
    public void Every_gradient_is_the_slope_of_the_loss_with_batch_normalization(
        Activation activation, int pieces, int hiddenLayers, float dropout)
    {
        var lossCase = LossCase.All[0];
        var hidden = Hidden(activation, pieces, hiddenLayers)
            .Select(layer => layer with { BatchNormalization = true, Dropout = dropout }).ToArray();
        // More rows, so that no variance is near 0, where the loss bends too fast for the step of the differences.
        GradientCheck.Run(seed => new GradientCheck(
            Create(lossCase, 3, hidden, seed), lossCase.Options, lossCase.Rows(2 * BatchSize, Inputs, 3, seed)));
    }

    [Theory]
    [MemberData(nameof(DroppedLayers))]
    public void Every_gradient_is_the_slope_of_the_loss_with_dropout(Activation activation, int hiddenLayers)
    {
        var lossCase = LossCase.All[0];
        var hidden = Hidden(activation, 2, hiddenLayers).Select(layer => layer with { Dropout = 0.4f }).ToArray();
        GradientCheck.Run(seed => new GradientCheck(
            Create(lossCase, 3, hidden, seed), lossCase.Options, lossCase.Rows(BatchSize, Inputs, 3, seed)));
    }

    public static TheoryData<Activation, int> DroppedLayers()
    {
        var cases = new TheoryData<Activation, int>();
        foreach (var activation in Enum.GetValues<Activation>())
            for (var hiddenLayers = 1; hiddenLayers <= 3; hiddenLayers++) cases.Add(activation, hiddenLayers);
        return cases;
    }

    public static TheoryData<string, int, bool, bool> WeightedLosses()
    {
        var cases = new TheoryData<string, int, bool, bool>();
        foreach (var lossCase in LossCase.All)
            foreach (var outputs in new[] { 1, 3 })
            {
                if (outputs < lossCase.LeastOutputs) continue;
                cases.Add(lossCase.Name, outputs, true, false);
                if (!lossCase.HasClasses) continue;
                cases.Add(lossCase.Name, outputs, false, true);
                cases.Add(lossCase.Name, outputs, true, true);
            }
        return cases;
    }

    [Theory]
    [MemberData(nameof(WeightedLosses))]
    public void Every_gradient_is_the_slope_of_the_weighted_loss(
        string loss, int outputs, bool weightsOfRows, bool weightsOfClasses)
    {
        var lossCase = LossCase.Named(loss);
        float[] weights = outputs == 1 ? [0.5f, 3] : [0.5f, 3, 1.5f];
        var options = lossCase.Options with { ClassWeights = weightsOfClasses ? ClassWeights.Of(weights) : null };
        GradientCheck.Run(seed => new GradientCheck(
            Create(lossCase, outputs, Hidden(Activation.Tanh, 1, 2), seed),
            options, lossCase.Rows(BatchSize, Inputs, outputs, seed, weightsOfRows)));
    }

    private static IEnumerable<(Activation, int Pieces)> Activations() =>
    [
        .. Enum.GetValues<Activation>().Select(activation => (activation, activation == Activation.Maxout ? 2 : 1)),
        (Activation.Maxout, 3),
    ];

    private static HiddenLayer[] Hidden(Activation activation, int pieces, int count) => [.. Enumerable.Range(0, count)
        .Select(number => new HiddenLayer(5 - number, activation) { MaxoutPieces = pieces })];

    /// <summary>A network with biases and scales of all kinds.</summary>
    private static Network Create(LossCase lossCase, int outputs, HiddenLayer[] hidden, int seed)
    {
        var network = Network.Create(Inputs, hidden, outputs, seed: seed, output: lossCase.Output);
        var random = new Random(seed);
        foreach (var layer in network.Layers)
        {
            foreach (ref var bias in layer.Biases.AsSpan()) bias = random.NextSingle() - 0.5f;
            if (layer.Normalization is not { } normalization) continue;
            foreach (ref var scale in normalization.Scale.AsSpan()) scale = 0.5f + random.NextSingle();
        }
        return network;
    }
}
