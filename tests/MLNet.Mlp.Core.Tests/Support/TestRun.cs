using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests.Persistence;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A small run of training that uses whatever there is to be lost when it is interrupted: dropout, batch
/// normalization, shuffling, validation, the best network, class weights and a schedule.</summary>
internal static class TestRun
{
    public static IReadOnlyList<string> BackendNames { get; } = ["reference", "simd"];

    public static IBackend Backend(string name) => name == "simd" ? new SimdBackend() : new ReferenceBackend();

    public static LabeledRows Rows { get; } = TestRows.Clusters(23, 3, seed: 1);

    public static LabeledRows Validation { get; } = TestRows.Clusters(11, 3, seed: 2);

    public static Network Network { get; } = Network.Create(
        2, [new HiddenLayer(7) { BatchNormalization = true, Dropout = 0.25f }, new HiddenLayer(4, Activation.Maxout)],
        3, seed: 4);

    /// <summary>Three epochs of five steps.</summary>
    public static TrainingOptions Options { get; } = new()
    {
        Epochs = 3,
        BatchSize = 5,
        LearningRate = 0.1f,
        Schedule = new OneCycle(),
        RowsBetweenChecks = 5, // Between any two steps.
        ClassWeights = ClassWeights.Balanced,
        ClipNorm = 1,
        MaxNorm = 2,
        Seed = 6,
    };

    /// <summary>Whose result has a checkpoint, and so can be compared by <see cref="AssertSame"/>.</summary>
    public static TrainingControl Control { get; } = new() { KeepCheckpoint = true };

    /// <summary>The same with validation rows.</summary>
    public static TrainingControl Validated { get; } = Control with { Validation = Validation };

    public static EnumerableRowSource<int> Source(LabeledRows rows) => new(
        Enumerable.Range(0, rows.RowCount), rows.CreateEmpty, (block, row) => block.AppendFrom(rows, row));

    /// <summary>Everything about two runs must be the same, numbers bitwise, but how long they took.</summary>
    public static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(expected.StopReason, actual.StopReason);
        Assert.Equal(expected.History.Select(WithoutDurations), actual.History.Select(WithoutDurations));
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
        SavedNetwork.AssertSame(expected.Network, actual.Network);
        SavedNetwork.AssertSame(expected.Checkpoint!.Network, actual.Checkpoint!.Network);
    }

    public static EpochReport WithoutDurations(EpochReport report) => report with
    {
        Duration = default,
        Validation = report.Validation is { } validation ? validation with { Duration = default } : null,
    };
}
