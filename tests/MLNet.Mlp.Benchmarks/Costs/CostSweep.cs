using System.Globalization;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Epochs that differ in one thing only.</summary>
/// <param name="Name">What differs: "batch size".</param>
/// <param name="Unit">In what it is counted: "rows of a step".</param>
/// <param name="Fixed">What does not differ, for readers.</param>
/// <param name="Points">Its values, increasing, and the epoch of each.</param>
internal sealed record CostSweep(
    string Name, string Unit, string Fixed, IReadOnlyList<(int Value, CostCase Epoch)> Points)
{
    /// <summary>The sweeps, all from one epoch, 784-128-64-10 in batches of 64.</summary>
    /// <param name="rowCount">Its rows. 10,000 suffice to measure an epoch, and are few enough for all sweeps to take
    /// two minutes.</param>
    public static IReadOnlyList<CostSweep> Of(int rowCount)
    {
        var origin = new CostCase(rowCount, SyntheticRows.FeatureCount, [128, 64], 64);
        var rows = string.Create(CultureInfo.InvariantCulture, $"{rowCount:N0} rows");
        return
        [
            Of("Rows", "rows", "784-128-64-10, batches of 64",
                [rowCount / 4, rowCount / 2, rowCount, 2 * rowCount, 4 * rowCount, 8 * rowCount],
                value => origin with { Rows = value }),
            Of("Features", "features of a row", $"{rows}, hidden layers of 128 and 64, batches of 64",
                [49, 98, 196, 392, 784, 1_568, 3_136], value => origin with { Features = value }),
            Of("Width", "units of the first hidden layer", $"{rows}, 784-width-width/2-10, batches of 64",
                [16, 32, 64, 128, 256, 512, 1_024], value => origin with { HiddenLayers = [value, value / 2] }),
            Of("Depth", "hidden layers", $"{rows}, 784 features, 128 units in each hidden layer, batches of 64",
                [1, 2, 3, 4, 6, 8, 12], value => origin with { HiddenLayers = [.. Enumerable.Repeat(128, value)] }),
            Of("Batch size", "rows of a step", $"{rows}, 784-128-64-10",
                [8, 16, 32, 64, 128, 256, 512, 1_024], value => origin with { BatchSize = value }),
        ];
    }

    /// <summary>A small and a wide network, to be trained with every number of threads.</summary>
    public static IReadOnlyList<CostCase> Threaded(int rowCount) =>
        [new(rowCount, 784, [128, 64], 64), new(rowCount, 784, [512, 256], 64)];

    /// <summary>Epochs that no sweep has, to see whether a model of the sweeps predicts them.</summary>
    public static IReadOnlyList<CostCase> Unseen(int rowCount) =>
    [
        new(6 * rowCount, 784, [128, 64], 128),
        new(2 * rowCount, 64, [64], 32),
        new(2 * rowCount, 300, [300, 100], 100),
        new(2 * rowCount, 784, [512, 256], 128),
        new(rowCount, 784, [1_024, 1_024], 256),
    ];

    private static CostSweep Of(string name, string unit, string same, int[] values, Func<int, CostCase> epochOf) =>
        new(name, unit, same, [.. values.Select(value => (value, epochOf(value)))]);
}
