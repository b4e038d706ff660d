using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Training runs on the SIMD backend, and beside them on the reference.</summary>
internal static class SimdRuns
{
    /// <summary>Sizes around the widths of vectors and tiles.</summary>
    public static readonly int[] AwkwardSizes = [1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 130];

    public static int Size(int number) => AwkwardSizes[number % AwkwardSizes.Length];

    /// <summary>Momentum is the most forgiving optimizer: those that divide by the size of the gradient are for
    /// <see cref="SimdOptimizerTests"/>.</summary>
    public static TrainingOptions Options { get; } =
        new() { Optimizer = new MomentumSgd { WeightDecay = 0.01f }, Seed = 3 };

    /// <summary>All numbers of a network that training changes.</summary>
    public static IEnumerable<float> Numbers(Network network) => network.Layers.SelectMany(layer =>
        layer.Weights.Concat(layer.Biases).Concat(layer.Normalization is not { } n ? []
            : n.Scale.Concat(n.RunningMean).Concat(n.RunningVariance)));

    public static void BitwiseEqual(Network expected, Network actual) => Assert.Equal(
        Numbers(expected).Select(BitConverter.SingleToInt32Bits),
        Numbers(actual).Select(BitConverter.SingleToInt32Bits));

    /// <summary>Trains in both backends and compares all numbers, the totals, and what a measurement gives.</summary>
    public static void Follow(
        Network network, LabeledRows data, TrainingOptions options, int batchSize, Tolerance tolerance, string what)
    {
        var (expected, expectedTotals, expectedMeasure) =
            Train(new ReferenceBackend(), network, data, options, batchSize);
        var (actual, totals, measure) = Train(new SimdBackend(), network, data, options, batchSize);
        foreach (var (e, a) in Numbers(expected).Zip(Numbers(actual))) tolerance.Check(e, a, $"{what}, parameter");
        tolerance.Check(expectedTotals.MeanLoss, totals.MeanLoss, $"{what}, loss");
        tolerance.Check(expectedMeasure.MeanLoss, measure.MeanLoss, $"{what}, measured loss");
        Assert.Equal((expectedTotals.RowCount, expectedTotals.BatchCount), (totals.RowCount, totals.BatchCount));
        NetworkAssert.Different(network, actual);
    }

    public static (Network Trained, Totals Totals, Totals Measure) Train(
        IBackend backend, Network network, LabeledRows data, TrainingOptions options, int batchSize)
    {
        using var session = backend.StartTraining(network, options with { BatchSize = batchSize });
        for (var epoch = 0; epoch < 2; epoch++)
        {
            // Measuring in between must not disturb.
            session.Evaluate(data);
            session.Train(data, TestRows.InOrder(data.RowCount), batchSize, [options.LearningRate]);
        }
        var (totals, measure) = (session.TakeTotals(), session.Evaluate(data));
        var trained = network.Clone();
        session.CopyParametersTo(trained);
        Assert.All(Numbers(trained), number => Assert.True(float.IsFinite(number)));
        return (trained, totals, measure);
    }

    /// <summary>Rows of which about a fraction of the features is not zero; every seventh row is empty.</summary>
    public static LabeledRows SparseNoise(int rowCount, int featureCount, int classCount, double density, int seed)
    {
        var random = new Random(seed);
        var rows = new LabeledRows(new SparseFeatures(featureCount), new ClassLabels(classCount));
        for (var row = 0; row < rowCount; row++)
        {
            int[] columns = row % 7 == 6 ? []
                : [.. Enumerable.Range(0, featureCount).Where(_ => random.NextDouble() < density)];
            rows.AppendSparse(columns, [.. columns.Select(_ => 2 * random.NextSingle() - 1)], random.Next(classCount));
        }
        return rows;
    }

    public static LabeledRows ToDense(LabeledRows sparse)
    {
        var dense = new LabeledRows(sparse.Features.ColumnCount, sparse.ClassCount);
        for (var row = 0; row < sparse.RowCount; row++) dense.Append(sparse.Row(row), sparse.Labels[row]);
        return dense;
    }
}
