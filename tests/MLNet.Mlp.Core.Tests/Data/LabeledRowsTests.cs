namespace MLNet.Mlp.Core.Tests;

public class LabeledRowsTests
{
    [Fact]
    public void Features_and_labels_stay_together()
    {
        var rows = new LabeledRows(2, 3);
        rows.Append([1, 2], 2);
        rows.Append([3, 4], 0);
        Assert.Equal((2, 3), (rows.RowCount, rows.ClassCount));
        Assert.Equal([2, 0], rows.Labels.ToArray());
        Assert.Equal([3, 4], rows.Row(1).ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_label_that_is_no_class_is_refused_and_adds_nothing(int label)
    {
        var rows = new LabeledRows(2, 3);
        var e = Assert.Throws<ArgumentOutOfRangeException>(nameof(label), () => rows.Append([1, 2], label));
        Assert.StartsWith($"label must be in [0, 3); got {label}.", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, rows.RowCount);
    }

    [Fact]
    public void A_row_of_wrong_width_is_refused_and_adds_nothing()
    {
        var rows = new LabeledRows(2, 3);
        Assert.Throws<ArgumentException>("features", () => rows.Append([1], 0));
        Assert.Equal((0, 0), (rows.RowCount, rows.Labels.Length));
    }

    [Theory]
    [InlineData(0, 2, "featureCount")]
    [InlineData(1, 1, "classCount")]
    public void Sizes_below_the_least_are_refused(int featureCount, int classCount, string name)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(name, () => new LabeledRows(featureCount, classCount));
        Assert.Matches($"^{name} must be at least \\d; got \\d\\.", e.Message);
    }

    [Fact]
    public void Features_without_labels_are_refused_by_training()
    {
        var rows = new LabeledRows(2, 3);
        rows.Append([1, 2], 2);
        ((FeatureMatrix)rows.Features).AppendRow([3, 4]);
        var e = Assert.Throws<ArgumentException>("training", () =>
            TrainingLoop.Train(Network.Create(2, [], 3), rows, new TrainingOptions()));
        Assert.Contains("2 rows of features but 1 target", e.Message, StringComparison.Ordinal);
    }
}
