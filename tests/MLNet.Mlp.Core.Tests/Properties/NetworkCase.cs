using FsCheck;
using FsCheck.Fluent;

namespace MLNet.Mlp.Core.Tests.Properties;

/// <summary>A generated network: its architecture, and the seed of its parameters.</summary>
internal sealed record NetworkCase(
    int InputSize, IReadOnlyList<HiddenLayer> Hidden, int OutputSize, OutputActivation Output, int Seed)
{
    /// <summary>Networks of all kinds: up to three hidden layers of up to 17 units.</summary>
    public static Arbitrary<NetworkCase> Any { get; } =
        Arb.From(Of(leastLayers: 0, Gen.Choose(1, 17), Enum.GetValues<OutputActivation>()), Smaller);

    /// <summary>Networks of all kinds with softmax outputs.</summary>
    public static Arbitrary<NetworkCase> AnySoftmax { get; } =
        Arb.From(Of(leastLayers: 0, Gen.Choose(1, 17), OutputActivation.Softmax), Smaller);

    public static Gen<NetworkCase> Of(int leastLayers, Gen<int> units, params OutputActivation[] outputs)
    {
        var hiddenLayer =
            from count in units
            from activation in Gen.Elements(Enum.GetValues<Activation>())
            from pieces in Gen.Choose(2, 4)
            from dropout in Gen.Elements(0, 0.1f, 0.5f)
            from normalized in Gen.Elements(false, true)
            select new HiddenLayer(count, activation)
            {
                MaxoutPieces = pieces,
                Dropout = dropout,
                BatchNormalization = normalized,
            };
        return
            from inputSize in units
            from layerCount in Gen.Choose(leastLayers, 3)
            from layers in Gen.ArrayOf(hiddenLayer, layerCount)
            from output in Gen.Elements(outputs)
            from outputSize in Gen.Choose(LeastOutputSize(output), 9)
            from seed in Gen.Choose(0, int.MaxValue)
            select new NetworkCase(inputSize, layers, outputSize, output, seed);
    }

    /// <summary>Draws the network. Unlike a new one, it has biases that are not zero, and statistics as if
    /// trained.</summary>
    public Network Create()
    {
        var network = Network.Create(InputSize, Hidden, OutputSize, seed: Seed, output: Output);
        var random = new Random(Seed);
        foreach (var layer in network.Layers)
        {
            Fill(layer.Biases, random, -0.5f, 0.5f);
            if (layer.Normalization is not { } normalization) continue;
            Fill(normalization.Scale, random, 0.5f, 1.5f);
            Fill(normalization.RunningMean, random, -0.5f, 0.5f);
            Fill(normalization.RunningVariance, random, 0.25f, 2);
        }
        return network;
    }

    /// <summary>Rows of features uniform in -1..1, with targets that the network's outputs can come near.</summary>
    public LabeledRows CreateRows(int rowCount)
    {
        if (Output == OutputActivation.Softmax) return TestRows.Noise(rowCount, InputSize, OutputSize, Seed);
        var rows = new LabeledRows(new FeatureMatrix(InputSize), new TargetMatrix(OutputSize));
        var random = new Random(Seed);
        var (features, targets) = (new float[InputSize], new float[OutputSize]);
        for (var row = 0; row < rowCount; row++)
        {
            Fill(features, random, -1, 1);
            if (Output == OutputActivation.Identity) Fill(targets, random, -1, 1);
            else foreach (ref var target in targets.AsSpan()) target = random.Next(2);
            rows.Append(features, targets);
        }
        return rows;
    }

    /// <summary>The usual loss for the outputs.</summary>
    public Loss Loss => Output == OutputActivation.Identity ? new SquaredError() : new CrossEntropy();

    public override string ToString() =>
        $"{InputSize} inputs, [{string.Join(", ", Hidden)}], {OutputSize} outputs, {Output}, seed {Seed}";

    private static int LeastOutputSize(OutputActivation output) => output == OutputActivation.Softmax ? 2 : 1;

    private static void Fill(float[] values, Random random, float from, float to)
    {
        foreach (ref var value in values.AsSpan()) value = from + (to - from) * random.NextSingle();
    }

    private static IEnumerable<NetworkCase> Smaller(NetworkCase network)
    {
        for (var i = 0; i < network.Hidden.Count; i++)
        {
            HiddenLayer[] before = [.. network.Hidden.Take(i)], after = [.. network.Hidden.Skip(i + 1)];
            yield return network with { Hidden = [.. before, .. after] };
            foreach (var smaller in Smaller(network.Hidden[i]))
                yield return network with { Hidden = [.. before, smaller, .. after] };
        }
        if (network.InputSize > 1) yield return network with { InputSize = network.InputSize / 2 };
        if (network.OutputSize > LeastOutputSize(network.Output))
            yield return network with { OutputSize = network.OutputSize - 1 };
    }

    private static IEnumerable<HiddenLayer> Smaller(HiddenLayer layer)
    {
        if (layer.Units > 1) yield return layer with { Units = layer.Units / 2 };
        if (layer.Dropout > 0) yield return layer with { Dropout = 0 };
        if (layer.BatchNormalization) yield return layer with { BatchNormalization = false };
        if (layer.Activation != Activation.Identity) yield return layer with { Activation = Activation.Identity };
    }
}
