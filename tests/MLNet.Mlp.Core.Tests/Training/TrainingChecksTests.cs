using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>What training refuses before it begins.</summary>
public class TrainingChecksTests
{
    private static readonly TrainingOptions _options = new() { Epochs = 1 };

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Targets_that_are_not_finite_are_refused_by_row(float bad)
    {
        var rows = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(2));
        rows.Append([1], [1, 2]);
        rows.Append([1], [1, bad]);
        Refused("training", FormattableString.Invariant($"must be finite; got {bad} in row 1, counted from 0."),
            Network.Create(1, [], 2, output: OutputActivation.Identity), rows, _options with { Loss = new SquaredError() });
    }

    [Fact]
    public void Weights_that_are_all_zero_are_refused()
    {
        var rows = new LabeledRows(1, 2);
        rows.Append([1], 0, weight: 0);
        rows.Append([1], 1, weight: 0);
        Refused("training", "must not all be zero", Network.Create(1, [], 2), rows, _options);
        rows.Append([1], 1, weight: 0.5f);
        Train(Network.Create(1, [], 2), rows, _options);
    }

    [Fact]
    public void Weights_of_classes_that_leave_no_row_are_refused()
    {
        var rows = new LabeledRows(1, 2);
        rows.Append([1], 0);
        var other = new LabeledRows(1, 2);
        other.Append([1], 1);
        var network = Network.Create(1, [], 2);
        var options = _options with { ClassWeights = ClassWeights.Of(0, 1) };
        Refused("training", "must not all be zero", network, rows, options);
        var e = Assert.Throws<ArgumentException>("Validation", () => TrainingLoop.Train(
            network, other, options, new TrainingControl { Validation = rows }, new ReferenceBackend()));
        Assert.StartsWith("The weights of the validation set", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_maximum_norm_is_refused_for_sparse_features()
    {
        var rows = new LabeledRows(new SparseFeatures(1), new ClassLabels(2));
        rows.AppendSparse([0], [1], 0);
        Refused("training", "MaxNorm is not for sparse features", Network.Create(1, [], 2), rows,
            _options with { MaxNorm = 3 });
        Train(Network.Create(1, [], 2), rows, _options);
    }

    [Fact]
    public void A_loss_that_does_not_go_with_the_outputs_is_refused() => Refused(null,
        "The loss Hinge goes with outputs that are Identity; got a network whose 2 outputs are Softmax.",
        Network.Create(2, [], 2), TestRows.Noise(5, 2, 2, seed: 1), _options with { Loss = new Hinge() });

    [Fact]
    public void Class_weights_are_refused_where_there_are_no_classes()
    {
        var rows = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(1));
        rows.Append([1], [1]);
        Refused(null, "ClassWeights needs classes, but the loss is SquaredError.",
            Network.Create(1, [], 1, output: OutputActivation.Identity), rows,
            _options with { Loss = new SquaredError(), ClassWeights = ClassWeights.Balanced });
    }

    [Fact]
    public void Where_there_are_no_classes_there_is_no_accuracy()
    {
        var rows = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(1));
        rows.Append([1], [1]);
        var result = TrainingLoop.Train(Network.Create(1, [], 1, output: OutputActivation.Identity), rows,
            _options with { Loss = new SquaredError() }, new TrainingControl { Validation = rows }, new ReferenceBackend());
        Assert.Null(result.History[0].Accuracy);
        Assert.Null(result.History[0].Validation!.Accuracy);
    }

    [Fact]
    public void Balanced_weights_are_those_of_the_training_rows()
    {
        var rows = new LabeledRows(2, 3);
        for (var row = 0; row < 20; row++) rows.Append([row % 7, row % 3], row < 14 ? 0 : row < 18 ? 1 : 2);
        Network TrainWith(ClassWeights weights) => Train(Network.Create(2, [], 3, seed: 1), rows,
            _options with { Epochs = 3, LearningRate = 0.01f, ClassWeights = weights });
        NetworkAssert.BitwiseEqual(
            TrainWith(ClassWeights.Of((float)(20 / (3.0 * 14)), (float)(20 / (3.0 * 4)), (float)(20 / (3.0 * 2)))),
            TrainWith(ClassWeights.Balanced));
    }

    private static Network Train(Network network, LabeledRows rows, TrainingOptions options) =>
        TrainingLoop.Train(network, rows, options, backend: new ReferenceBackend()).Network;

    private static void Refused(
        string? parameter, string message, Network network, LabeledRows rows, TrainingOptions options)
    {
        var e = Assert.Throws<ArgumentException>(parameter, () => Train(network, rows, options));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
