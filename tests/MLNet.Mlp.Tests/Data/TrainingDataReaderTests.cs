using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Data;

public class TrainingDataReaderTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void Rows_without_label_or_with_bad_features_are_skipped_and_counted()
    {
        var good = Trees.Rows();
        var all = new List<Tree>(good);
        all.InsertRange(0, Damaged(label: Tree.MissingKey, feature: 1, count: 2));
        all.InsertRange(20, Damaged(label: 1, feature: float.NaN, count: 3));
        all.AddRange(Damaged(label: 2, feature: float.PositiveInfinity, count: 1));
        all.AddRange(Damaged(label: 0, feature: float.NegativeInfinity, count: 1));
        // A row with both faults counts once, as one without a label.
        all.AddRange(Damaged(label: Tree.MissingKey, feature: float.NaN, count: 1));

        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var model = _mlContext.Mlp().Fit(_mlContext.LoadTrees(all));
        Assert.Equal(
            ["Skipped 3 rows whose label 'Key' is missing.",
                "Skipped 5 rows with a NaN or infinite value in 'Features'."], warnings);
        Assert.All(model.Model.TrainingHistory, report => Assert.Equal(good.Count, report.RowCount));
        Assert.Equal(_mlContext.Mlp().Fit(_mlContext.LoadTrees(good)).Bytes(), model.Bytes());
        Assert.Equal(2, warnings.Count);
    }

    [Fact]
    public void Labels_unknown_to_the_key_mapping_are_missing()
    {
        var known = _mlContext.LoadTrees(Trees.Rows(30));
        var mapping = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species").Fit(known);
        var rows = Trees.Rows(30);
        rows[4].Species = "elm";
        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        _mlContext.Mlp(o => o.LabelColumnName = "Label").Fit(mapping.Transform(_mlContext.LoadTrees(rows)));
        Assert.Equal(["Skipped 1 rows whose label 'Label' is missing."], warnings);
    }

    [Fact]
    public void Sparse_and_dense_features_train_bitwise_the_same_model()
    {
        var rows = Trees.Rows();
        foreach (var row in rows) row.Features[1] = 0;
        IEnumerable<VectorRow> Vectors(bool sparse) => rows.Select(row => new VectorRow
        {
            Features = sparse
                ? new VBuffer<float>(4, 3, [row.Features[0], row.Features[2], row.Features[3]], [0, 2, 3])
                : new VBuffer<float>(4, row.Features),
            Key = row.Key,
        });
        MlpTransformer Train(bool sparse) => _mlContext.Mlp().Fit(_mlContext.Data.LoadFromEnumerable(Vectors(sparse)));
        var dense = Train(sparse: false);
        Assert.Equal(dense.Bytes(), Train(sparse: true).Bytes());

        uint[] Score(bool sparse) =>
            _mlContext.Predictions(dense.Transform(_mlContext.Data.LoadFromEnumerable(Vectors(sparse)))).Bits();
        Assert.Equal(Score(sparse: false), Score(sparse: true));
    }

    [Theory]
    [InlineData(FeatureStorage.Dense)]
    [InlineData(FeatureStorage.Sparse)]
    public void Rows_whose_features_are_all_zero_are_not_skipped(FeatureStorage storage)
    {
        VectorRow[] rows =
        [
            new() { Features = new VBuffer<float>(4, 0, [], []), Key = 0 },
            new() { Features = new VBuffer<float>(4, 1, [1], [2]), Key = 1 },
            new() { Features = new VBuffer<float>(4, [0, 0, 0, 0]), Key = 2 },
        ];
        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var model = _mlContext.Mlp(o => o.FeatureStorage = storage).Fit(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.Empty(warnings);
        Assert.All(model.Model.TrainingHistory, report => Assert.Equal(3, report.RowCount));
    }

    [Theory]
    [InlineData(FeatureStorage.Dense)]
    [InlineData(FeatureStorage.Sparse)]
    public void Vectors_of_another_length_than_the_column_are_refused(FeatureStorage storage)
    {
        VectorRow[] rows =
        [
            new() { Features = new VBuffer<float>(4, [1, 2, 3, 4]), Key = 0 },
            new() { Features = new VBuffer<float>(3, [1, 2, 3]), Key = 1 },
        ];
        Assert.Equal("The feature column 'Features' must have 4 values in each row; got 3 in row 1, counted from 0.",
            Assert.Throws<InvalidOperationException>(() => _mlContext.Mlp(o => o.FeatureStorage = storage)
                .Fit(_mlContext.Data.LoadFromEnumerable(rows))).Message);
    }

    [Theory]
    [InlineData(FeatureStorage.Dense, 3, 1, "1 after 3")]
    [InlineData(FeatureStorage.Dense, 2, 2, "2 after 2")]
    [InlineData(FeatureStorage.Dense, -1, 2, "-1 after -1")]
    [InlineData(FeatureStorage.Sparse, 1, 4, "4 after 1")]
    public void Sparse_vectors_whose_indices_do_not_increase_are_refused(
        FeatureStorage storage, int first, int second, string got)
    {
        VectorRow[] rows =
        [
            new() { Features = new VBuffer<float>(4, [1, 2, 3, 4]), Key = 0 },
            new() { Features = new VBuffer<float>(4, 2, [1, 2], [first, second]), Key = 1 },
        ];
        Assert.Equal("The indices of a sparse vector of the feature column 'Features' must increase and be in " +
            $"[0, 4); got {got}.",
            Assert.Throws<InvalidOperationException>(() => _mlContext.Mlp(o => o.FeatureStorage = storage)
                .Fit(_mlContext.Data.LoadFromEnumerable(rows))).Message);
    }

    private static IEnumerable<Tree> Damaged(uint label, float feature, int count) =>
        Enumerable.Range(0, count).Select(_ => new Tree { Features = [0, feature, 0, 0], Key = label });

    public sealed class VectorRow
    {
        [VectorType(4)]
        public VBuffer<float> Features { get; set; }

        [KeyType(3)]
        public uint Key { get; set; }
    }
}
