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

    [Fact]
    public void Numbers_as_targets_stay_together_with_their_features()
    {
        var rows = new LabeledRows(new FeatureMatrix(2), new TargetMatrix(3));
        rows.Append([1, 2], [3, 4, 5]);
        rows.Append([6, 7], [8, 9, 10], weight: 2);
        Assert.Equal([8, 9, 10], ((TargetMatrix)rows.Targets)[1].ToArray());
        Assert.Equal([6, 7], rows.Row(1).ToArray());
        Assert.Equal([1, 2], rows.Weights.ToArray());
        var e = Assert.Throws<InvalidOperationException>(() => rows.ClassCount);
        Assert.Contains("no classes", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => rows.Labels.Length);
    }

    [Fact]
    public void Sparse_features_stay_together_with_their_targets()
    {
        var classes = new LabeledRows(new SparseFeatures(4), new ClassLabels(3));
        classes.AppendSparse([1, 3], [5, 6], 2, weight: 0.5f);
        classes.AppendSparse([], [], 0);
        Assert.Equal([2, 0], classes.Labels.ToArray());
        Assert.Equal([0, 5, 0, 6], classes.Row(0).ToArray());
        Assert.Equal([0.5f, 1], classes.Weights.ToArray());

        var numbers = new LabeledRows(new SparseFeatures(4), new TargetMatrix(2));
        numbers.AppendSparse([0], [7], [8, 9]);
        Assert.Equal([8, 9], ((TargetMatrix)numbers.Targets)[0].ToArray());
        Assert.Equal([7, 0, 0, 0], numbers.Row(0).ToArray());
    }

    [Fact]
    public void Weights_are_kept_from_the_first_that_is_not_one()
    {
        var rows = new LabeledRows(1, 2);
        rows.Append([1], 0);
        rows.Append([2], 1, weight: 1);
        Assert.True(rows.Weights.IsEmpty);
        Assert.Equal(1, rows.Weight(1));
        rows.Append([3], 1, weight: 0);
        Assert.Equal([1, 1, 0], rows.Weights.ToArray());
        rows.Append([4], 1);
        Assert.Equal([1, 1, 0, 1], rows.Weights.ToArray());
        Assert.Equal((1, 0, 1), (rows.Weight(0), rows.Weight(2), rows.Weight(3)));
    }

    [Fact]
    public void Rows_that_were_there_before_or_are_appended_apart_weigh_one()
    {
        var (features, labels) = (new FeatureMatrix(1), new ClassLabels(2));
        void AppendApart()
        {
            features.AppendRow([1]);
            labels.Append(0);
        }
        AppendApart();
        AppendApart();
        var rows = new LabeledRows(features, labels);
        rows.Append([2], 1, weight: 3);
        AppendApart();
        Assert.Equal([1, 1, 3, 1], Enumerable.Range(0, 4).Select(rows.Weight));
        rows.Append([3], 1);
        rows.Append([4], 1, weight: 2);
        Assert.Equal([1, 1, 3, 1, 1, 2], Enumerable.Range(0, 6).Select(rows.Weight));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_adds_nothing()
    {
        var dense = new LabeledRows(2, 3);
        var denseNumbers = new LabeledRows(new FeatureMatrix(2), new TargetMatrix(2));
        var sparse = new LabeledRows(new SparseFeatures(2), new ClassLabels(3));
        var sparseNumbers = new LabeledRows(new SparseFeatures(2), new TargetMatrix(2));
        const string Weigh = "weight must be zero or positive, and finite; got ";
        foreach (var (bad, shown) in new[] { (-1f, "-1."), (float.NaN, "NaN."), (float.PositiveInfinity, "Infinity.") })
        {
            Refuse<ArgumentOutOfRangeException>(Weigh + shown, () => dense.Append([1, 2], 0, bad));
            Refuse<ArgumentOutOfRangeException>(Weigh + shown, () => denseNumbers.Append([1, 2], [1, 2], bad));
            Refuse<ArgumentOutOfRangeException>(Weigh + shown, () => sparse.AppendSparse([1], [2], 0, bad));
            Refuse<ArgumentOutOfRangeException>(Weigh + shown, () => sparseNumbers.AppendSparse([1], [2], [1, 2], bad));
        }
        const string Width = "The row has 1 features but the matrix has 2 columns.";
        Refuse<ArgumentException>(Width, () => dense.Append([1], 0, 2));
        Refuse<ArgumentException>(Width, () => denseNumbers.Append([1], [1, 2], 2));
        Refuse<ArgumentException>("label must be in [0, 3); got 3.", () => dense.Append([1, 2], 3, 2));
        Refuse<ArgumentException>("label must be in [0, 3); got -1.", () => sparse.AppendSparse([1], [2], -1, 2));
        Refuse<ArgumentException>("The row has 1 targets but", () => denseNumbers.Append([1, 2], [1], 2));
        Refuse<ArgumentException>("The row has 3 targets", () => sparseNumbers.AppendSparse([1], [2], [1, 2, 3], 2));
        Refuse<ArgumentException>("The columns of a row must", () => sparse.AppendSparse([1, 0], [2, 3], 0, 2));
        Refuse<ArgumentException>("The columns of a row must", () => sparseNumbers.AppendSparse([2], [2], [1, 2], 2));
        Refuse<InvalidOperationException>(
            "These rows have sparse features. Try AppendSparse.", () => sparse.Append([1, 2], 0, 2));
        Refuse<InvalidOperationException>(
            "These rows have dense features. Try Append.", () => dense.AppendSparse([1], [2], 0, 2));
        Refuse<InvalidOperationException>("These rows have classes as targets", () => dense.Append([1, 2], [1f, 2], 2));
        Refuse<InvalidOperationException>("These rows have numbers as", () => denseNumbers.Append([1, 2], 0, 2));
        Refuse<InvalidOperationException>("These rows have classes", () => sparse.AppendSparse([1], [2], [1f, 2], 2));
        Refuse<InvalidOperationException>("These rows have numbers", () => sparseNumbers.AppendSparse([1], [2], 0, 2));
        foreach (var rows in new[] { dense, denseNumbers, sparse, sparseNumbers })
            Assert.Equal((0, 0, 0), (rows.RowCount, rows.Targets.RowCount, rows.Weights.Length));

        static void Refuse<TException>(string message, Action append) where TException : Exception =>
            Assert.StartsWith(message, Assert.ThrowsAny<TException>(append).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Rows_are_appended_from_another_set_and_cleared(bool sparse, bool classes)
    {
        var lossCase = LossCase.Named("cross-entropy, softmax");
        var data = lossCase.Rows(9, 5, 3, seed: classes ? 2 : 1, weighted: true, density: sparse ? 0.4 : 1);
        var copy = data.CreateEmpty();
        Assert.Equal((sparse, classes), (copy.Features is SparseFeatures, copy.Targets is ClassLabels));
        Assert.Equal((0, 5), (copy.RowCount, copy.Features.ColumnCount));
        for (var round = 0; round < 2; round++)
        {
            for (var row = 8; row >= 0; row--) copy.AppendFrom(data, row);
            Assert.Equal((9, 9), (copy.RowCount, copy.Targets.RowCount));
            for (var row = 0; row < 9; row++)
            {
                Assert.Equal(data.Row(8 - row).ToArray(), copy.Row(row).ToArray());
                Assert.Equal(data.Weight(8 - row), copy.Weight(row));
                Assert.Equal(Targets(data, 8 - row), Targets(copy, row));
            }
            copy.Clear();
            Assert.Equal((0, 0, 0), (copy.RowCount, copy.Targets.RowCount, copy.Weights.Length));
        }

        static float[] Targets(LabeledRows rows, int row)
        {
            var targets = new float[3];
            rows.Targets.CopyRowTo(row, targets);
            return targets;
        }
    }

    [Fact]
    public void Nothing_in_place_of_features_or_targets_is_refused()
    {
        Assert.Throws<ArgumentNullException>("features", () => new LabeledRows(null!, new ClassLabels(2)));
        Assert.Throws<ArgumentNullException>("targets", () => new LabeledRows(new FeatureMatrix(1), null!));
    }
}
