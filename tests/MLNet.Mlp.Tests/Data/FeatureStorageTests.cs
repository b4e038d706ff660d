using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Data;

public class FeatureStorageTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void Vectors_of_100000_slots_are_read_in_memory_in_proportion_to_the_non_zeros(TrainerKind kind)
    {
        const int RowCount = 2000;
        var data = _mlContext.Data.LoadFromEnumerable(WideRow.Rows(RowCount));
        foreach (var storage in new[] { FeatureStorage.Auto, FeatureStorage.Sparse })
        {
            var rows = Read(kind, data, storage, out var allocated);
            Assert.Equal(3 * RowCount, Assert.IsType<SparseFeatures>(rows.Features).NonZeroCount);
            // Two blocks of 2 MB, one of them for the targets; a single dense row would take 400 KB.
            Assert.InRange(allocated, 0, 12 << 20);
        }
    }

    [Fact]
    public void Vectors_that_are_dense_in_form_are_never_kept_so()
    {
        const int RowCount = 200;
        var rows = WideRow.Rows(RowCount);
        var dense = new float[WideRow.FeatureCount];
        IEnumerable<WideRow> Dense()
        {
            foreach (var row in rows)
            {
                row.Features.CopyTo(dense);
                yield return new WideRow
                {
                    Features = new VBuffer<float>(dense.Length, dense),
                    Key = row.Key,
                    Sizes = row.Sizes,
                };
            }
        }
        var read = Read(TrainerKind.Multiclass, _mlContext.Data.LoadFromEnumerable(Dense()), FeatureStorage.Auto,
            out var allocated);
        Assert.Equal(3 * RowCount, Assert.IsType<SparseFeatures>(read.Features).NonZeroCount);
        // ML.NET's getter and the two passes have one dense vector each; all rows together would take 80 MB.
        Assert.InRange(allocated, 0, 12 << 20);
    }

    [Fact]
    public void Sparse_vectors_of_different_slots_become_dense_rows_value_by_value()
    {
        VBuffer<float>[] vectors =
        [
            new(4, 2, [5, 7], [1, 3]),
            new(4, 1, [2], [0]),
            new(4, 0, [], []),
            new(4, 3, [-1, 3, 0], [1, 2, 3]),
            new(4, [1, 2, 3, 4]),
            new(4, 1, [9], [3]),
        ];
        var data = _mlContext.Data.LoadFromEnumerable(vectors.Select((vector, row) =>
            new TrainingDataReaderTests.VectorRow { Features = vector, Key = (uint)row % 3 }));
        var rows = Read(TrainerKind.Multiclass, data, FeatureStorage.Dense, out _);
        Assert.Equal(vectors.Length, rows.RowCount);
        for (var row = 0; row < vectors.Length; row++)
        {
            var values = new float[4];
            rows.Features.CopyRowTo(row, values);
            Assert.Equal(vectors[row].DenseValues(), values);
        }
    }

    private LabeledRows Read(TrainerKind kind, IDataView data, FeatureStorage storage, out long allocated)
    {
        MlpOptions options = kind switch
        {
            TrainerKind.Multiclass => new MlpTrainer.Options(),
            TrainerKind.Binary => new MlpBinaryTrainer.Options(),
            _ => new MlpRegressionTrainer.Options(),
        };
        (options.LabelColumnName, options.FeatureStorage) = (kind.Label(), storage);
        using var channel = ((IHostEnvironment)_mlContext).Register("Test").Start("Test");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rows = new TrainingDataReader(
            new TrainingColumns(data, options), options, seed: 0, channel, CancellationToken.None).Read().Rows!;
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return rows;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Wide_sparse_rows_are_trained_on_in_a_fraction_of_the_memory_of_dense_ones(TrainerKind kind)
    {
        var data = _mlContext.Data.LoadFromEnumerable(WideRow.Rows(1000));
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var model = kind.Trainer(_mlContext, o =>
        {
            o.HiddenLayers = [4];
            o.Threads = 1;
        }).Fit(data);
        // Copies of the network's 1.6 MB; the rows alone would take 400 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
        var history = model.Model.TrainingHistory;
        Assert.True(history[^1].Loss < 0.5 * history[0].Loss);
        Assert.Contains(info, message => message.Contains(
            "Sparse, as at most 5 % of the features of the first 1000 rows are not zero. In memory: ",
            StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_form_of_the_vectors_and_zeros_written_out_change_nothing(TrainerKind kind)
    {
        var rows = MediumRow.Rows(150);
        byte[] Train(Func<VBuffer<float>, VBuffer<float>> form, FeatureStorage storage) => kind.Trainer(
            _mlContext, o => o.FeatureStorage = storage).Fit(_mlContext.Data.LoadFromEnumerable(rows.Select(row =>
            new MediumRow { Features = form(row.Features), Key = row.Key, IsCedar = row.IsCedar, Sizes = row.Sizes })))
            .Bytes();

        var sparse = Train(vector => vector, FeatureStorage.Auto);
        Assert.Equal(sparse, Train(Dense, FeatureStorage.Auto));
        Assert.Equal(sparse, Train(WithZeros, FeatureStorage.Sparse));
        var dense = Train(vector => vector, FeatureStorage.Dense);
        Assert.Equal(dense, Train(Dense, FeatureStorage.Dense));
        Assert.NotEqual(sparse, dense); // Momentum rests.

        static VBuffer<float> Dense(VBuffer<float> vector) => new(vector.Length, [.. vector.DenseValues()]);
        static VBuffer<float> WithZeros(VBuffer<float> vector)
        {
            var indices = vector.GetIndices().ToArray().Concat([3, 4, 5, 598]).Distinct().Order().ToArray();
            var values = vector.DenseValues().ToArray();
            return new(vector.Length, indices.Length, [.. indices.Select(i => values[i])], indices);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Without_momentum_sparse_rows_train_the_model_of_dense_ones(TrainerKind kind)
    {
        var data = _mlContext.Data.LoadFromEnumerable(MediumRow.Rows(150));
        float[] Train(FeatureStorage storage) => [.. kind.Trainer(_mlContext, o =>
        {
            o.FeatureStorage = storage;
            o.Optimizer = new Sgd();
        }).Fit(data).Model.Network.Layers.SelectMany(layer => layer.Weights)];
        var (dense, sparse) = (Train(FeatureStorage.Dense), Train(FeatureStorage.Sparse));
        // Sums are taken in another order.
        Assert.All(dense.Zip(sparse), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Auto_is_dense_for_few_features_for_many_non_zeros_and_for_the_norm_limit()
    {
        Assert.Contains("Dense, as the features are fewer than 512.", DataPath(_mlContext.LoadTrees(), _ => { }),
            StringComparison.Ordinal);
        var sparse = _mlContext.Data.LoadFromEnumerable(MediumRow.Rows(30));
        Assert.Contains("Dense, as MaxNorm is not for sparse features.", DataPath(sparse, o => o.MaxNorm = 3),
            StringComparison.Ordinal);
        Assert.Contains("Dense, as FeatureStorage says.",
            DataPath(sparse, o => o.FeatureStorage = FeatureStorage.Dense), StringComparison.Ordinal);

        // 30 of 600 features are 5 %, and 31 are more.
        Assert.Contains("Sparse, as at most 5 % of the features of the first 6 rows are not zero.", Filled(30),
            StringComparison.Ordinal);
        Assert.Contains("Dense, as more than 5 % of the features of the first 6 rows are not zero.", Filled(31),
            StringComparison.Ordinal);

        string Filled(int count) => DataPath(_mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i =>
            new MediumRow
            {
                Features = new VBuffer<float>(600, count, [.. Enumerable.Repeat(1f, count)],
                    [.. Enumerable.Range(0, count)]),
                Key = (uint)i % 3,
            })), _ => { });
    }

    [Fact]
    public void The_norm_limit_is_refused_with_sparse_rows()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(nameof(MlpOptions.FeatureStorage), () =>
            _mlContext.Mlp(o => (o.FeatureStorage, o.MaxNorm) = (FeatureStorage.Sparse, 3)));
        Assert.StartsWith("FeatureStorage must be Auto or Dense where MaxNorm is set; got Sparse.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_hot_words_are_learned_as_sparse_rows()
    {
        var words = Enumerable.Range(0, 2000).Select(i => i % 1000);
        var data = _mlContext.Data.LoadFromEnumerable(
            words.Select(word => new Word { Text = $"word {word}", Key = (uint)word % 3 }).ToList());
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var pipeline = _mlContext.Transforms.Categorical.OneHotEncoding("Features", "Text").Append(_mlContext.Mlp(o =>
        {
            o.HiddenLayers = [];
            o.LearningRate = 5; // Each word is in two rows of an epoch only.
        }));
        var model = pipeline.Fit(data);
        Assert.Contains(info, message => message.Contains(
            "2000 of 1000 features, of which 0.1 % are not zero in the first 1000 rows. Sparse,",
            StringComparison.Ordinal));
        var metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(data), "Key");
        Assert.InRange(metrics.MicroAccuracy, 0.99, 1);
    }

#if REAL_MLNET
    [Fact]
    public void Hashed_words_of_texts_are_learned_as_sparse_rows()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 300).Select(i => new Word
        {
            Text = $"{Trees.Species[i % 3]} {random.Next(5000)} {random.Next(5000)} {random.Next(5000)}",
            Key = (uint)i % 3,
        }).ToList();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var pipeline = _mlContext.Transforms.Text.ProduceHashedWordBags(
            "Features", "Text", numberOfBits: 17, ngramLength: 1).Append(_mlContext.Mlp(o => o.LearningRate = 0.2f));
        var model = pipeline.Fit(data);
        Assert.Contains(info, message => message.Contains(
            "300 of 131072 features, of which 0.0 % are not zero in the first 300 rows. Sparse,",
            StringComparison.Ordinal));
        var metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(data), "Key");
        Assert.InRange(metrics.MicroAccuracy, 0.99, 1);
    }
#endif

    private string DataPath(IDataView data, Action<MlpTrainer.Options> change)
    {
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        _mlContext.Mlp(change).Fit(data);
        return Assert.Single(info, message => message.StartsWith("Training rows: ", StringComparison.Ordinal));
    }

    public sealed class Word
    {
        public string Text { get; set; } = "";

        [KeyType(3)]
        public uint Key { get; set; }
    }
}
