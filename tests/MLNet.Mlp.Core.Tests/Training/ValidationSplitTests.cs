using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class ValidationSplitTests
{
    [Theory]
    [InlineData(new[] { 50, 30, 20 }, 0.1f, new[] { 5, 3, 2 })]
    [InlineData(new[] { 60, 30, 1 }, 0.5f, new[] { 30, 15, 0 })]
    // 0.2 x 14 = 2.8, rounded up to 3: 1.8 + 1 gives 1 and 1, and the first has the larger remainder.
    [InlineData(new[] { 9, 5 }, 0.2f, new[] { 2, 1 })]
    [InlineData(new[] { 1, 1, 3 }, 0.99f, new[] { 0, 0, 2 })]
    public void Each_class_has_its_fraction_in_both_parts(int[] counts, float fraction, int[] expected)
    {
        var rows = OfClasses(counts);
        var (training, validation) = Split(rows, fraction, seed: 4);
        for (var k = 0; k < counts.Length; k++)
        {
            Assert.Equal(expected[k], validation.Labels.ToArray().Count(label => label == k));
            Assert.Equal(counts[k] - expected[k], training.Labels.ToArray().Count(label => label == k));
        }
        Assert.Equal(TestRows.Features(rows).Order(),
            TestRows.Features(training).Concat(TestRows.Features(validation)).Order());
        Assert.Equal(TestRows.Features(training).Order(), TestRows.Features(training));
    }

    [Fact]
    public void Values_and_weights_go_with_their_rows()
    {
        var rows = new LabeledRows(new SparseFeatures(5), new TargetMatrix(1));
        for (var row = 0; row < 10; row++) rows.AppendSparse([row % 5], [row + 1f], [10f * row], weight: row + 0.5f);
        var (training, validation) = Split(rows, 0.25f, seed: 1);
        Assert.Equal((7, 3), (training.RowCount, validation.RowCount));
        foreach (var part in new[] { training, validation })
        {
            for (var row = 0; row < part.RowCount; row++)
            {
                var (columns, values) = ((SparseFeatures)part.Features)[row];
                var original = (int)values[0] - 1;
                Assert.Equal(original % 5, columns[0]);
                Assert.Equal(10f * original, ((TargetMatrix)part.Targets)[row][0]);
                Assert.Equal(original + 0.5f, part.Weights[row]);
            }
        }
    }

    [Fact]
    public void The_rows_depend_on_the_seed()
    {
        var rows = OfClasses(50, 50);
        float[] SetAside(int seed) => TestRows.Features(ValidationSplit.Of(rows, 0.2f, seed).Validation);
        Assert.Equal(SetAside(1), SetAside(1));
        Assert.NotEqual(SetAside(1), SetAside(2));
        Assert.NotEqual(TestRows.Features(rows)[..20], SetAside(1));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Training_with_a_fraction_is_training_with_the_two_parts(bool shuffle, bool measureLayers)
    {
        var rows = TestRows.Clusters(95, 3, seed: 1);
        var network = Network.Create(2, [8], 3, seed: 2);
        var options = new TrainingOptions
        {
            Epochs = 4,
            BatchSize = 10,
            Seed = 9,
            ClassWeights = ClassWeights.Balanced,
            Shuffle = shuffle,
            MeasureLayers = measureLayers,
        };

        var result = TrainingLoop.Train(
            network, rows, options with { ValidationFraction = 0.2f }, backend: new ReferenceBackend());

        var (training, validation) = Split(rows, 0.2f, seed: 9);
        var expected = TrainingLoop.Train(
            network, training, options, new TrainingControl { Validation = validation }, new ReferenceBackend());
        Assert.Equal(76, result.History[0].RowCount);
        Assert.Equal(expected.History.Select(report => report.Validation!.Loss),
            result.History.Select(report => report.Validation!.Loss));
        Assert.Equal(expected.History.SelectMany(report => report.Layers ?? []),
            result.History.SelectMany(report => report.Layers ?? []));
        NetworkAssert.BitwiseEqual(expected.Network, result.Network);
    }

    [Fact]
    public void A_fraction_beside_validation_rows_is_refused()
    {
        var rows = TestRows.Clusters(20, 3, seed: 1);
        var e = Assert.Throws<ArgumentOutOfRangeException>("ValidationFraction", () => TrainingLoop.Train(
            Network.Create(2, [], 3), rows, new TrainingOptions { ValidationFraction = 0.5f },
            new TrainingControl { Validation = rows }));
        Assert.StartsWith("ValidationFraction must be 0 where there are Validation rows; got 0.5.", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_fraction_of_too_few_rows_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => ValidationSplit.Of(OfClasses(1, 1), 0.5f, seed: 0));
        Assert.Contains("got 0.5 of 2 rows. Try more rows.", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Both parts as sets of their own.</summary>
    private static (LabeledRows Training, LabeledRows Validation) Split(LabeledRows rows, float fraction, int seed)
    {
        var (chosen, validation) = ValidationSplit.Of(rows, fraction, seed);
        var training = rows.CreateEmpty();
        foreach (var row in chosen) training.AppendFrom(rows, row);
        return (training, validation);
    }

    /// <summary>Rows whose only feature is their number.</summary>
    private static LabeledRows OfClasses(params int[] counts)
    {
        var rows = new LabeledRows(1, Math.Max(2, counts.Length));
        for (var k = 0; k < counts.Length; k++)
            for (var i = 0; i < counts[k]; i++) rows.Append([rows.RowCount], k);
        return rows;
    }
}
