using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Data;

public class RowStorageTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void A_stream_whose_buffer_holds_all_rows_trains_bitwise_the_model_of_rows_in_memory(TrainerKind kind)
    {
        var rows = Trees.Rows();
        foreach (var row in rows) row.Height = 1 + row.Key;
        rows[3].Features[1] = float.NaN;
        (rows[4].Height, rows[5].Height) = (-1, 0);
        var data = _mlContext.LoadTrees(rows);
        MlpTransformer Train(RowStorage storage) => kind.Trainer(_mlContext, o =>
        {
            (o.RowStorage, o.ExampleWeightColumnName) = (storage, "Height");
        }).Fit(data);

        var inMemory = Train(RowStorage.Memory);
        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var streamed = Train(RowStorage.Stream);
        Assert.Equal(inMemory.Bytes(), streamed.Bytes());
        Assert.Equal(inMemory.Model.TrainingHistory.Select(report => report.Loss),
            streamed.Model.TrainingHistory.Select(report => report.Loss));
        // Once, not once an epoch.
        Assert.Equal(["Skipped 1 rows with a NaN, infinite or negative weight 'Height'.",
            "Skipped 1 rows with a NaN or infinite value in 'Features'."], warnings);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Sparse_streams_train_bitwise_the_model_of_sparse_rows_in_memory(TrainerKind kind)
    {
        var data = _mlContext.Data.LoadFromEnumerable(WideRow.Rows(100));
        byte[] Train(RowStorage storage) => kind.Trainer(_mlContext, o =>
        {
            (o.RowStorage, o.HiddenLayers, o.NumberOfEpochs) = (storage, [2], 2);
        }).Fit(data).Bytes();
        Assert.Equal(Train(RowStorage.Memory), Train(RowStorage.Stream));
    }

    [Fact]
    public void Balanced_class_weights_are_those_of_rows_in_memory()
    {
        var data = _mlContext.LoadTrees(Trees.Rows().Where((tree, row) => !tree.IsCedar || row % 2 == 0));
        byte[] Train(RowStorage storage, ClassWeights? weights) => _mlContext.Mlp(o =>
        {
            (o.RowStorage, o.ClassWeights) = (storage, weights);
        }).Fit(data).Bytes();
        Assert.Equal(Train(RowStorage.Memory, ClassWeights.Balanced), Train(RowStorage.Stream, ClassWeights.Balanced));
        Assert.NotEqual(Train(RowStorage.Stream, null), Train(RowStorage.Stream, ClassWeights.Balanced));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_small_buffer_shuffles_otherwise_and_learns(TrainerKind kind)
    {
        var data = _mlContext.LoadTrees();
        MlpTransformer Train(int rows) => kind.Trainer(_mlContext, o =>
        {
            (o.RowStorage, o.ShuffleBufferRows) = (RowStorage.Stream, rows);
        }).Fit(data);
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = Train(40);
        Assert.Contains(info, message => message.EndsWith(
            "As a stream, 40 rows at a time, as RowStorage says.", StringComparison.Ordinal));
        Assert.NotEqual(Train(150).Bytes(), model.Bytes());
        Assert.Equal(model.Bytes(), Train(40).Bytes());
        var history = model.Model.TrainingHistory;
        Assert.All(history, report => Assert.Equal(150, report.RowCount));
        Assert.True(history[^1].Loss < 0.5 * history[0].Loss);
    }

    [Fact]
    public void A_stream_holds_no_more_than_its_buffer()
    {
        const int RowCount = 40_000;
        var row = new MediumRow();
        var features = new float[MediumRow.FeatureCount];
        IEnumerable<MediumRow> Rows()
        {
            for (var i = 0; i < RowCount; i++)
            {
                features[0] = i % 3;
                (row.Features, row.Key) = (new VBuffer<float>(features.Length, features), (uint)i % 3);
                yield return row;
            }
        }
        var data = _mlContext.Data.LoadFromEnumerable(Rows());
        var before = GC.GetAllocatedBytesForCurrentThread();
        _mlContext.Mlp(o =>
        {
            (o.RowStorage, o.FeatureStorage, o.ShuffleBufferRows) = (RowStorage.Stream, FeatureStorage.Dense, 500);
            (o.Threads, o.NumberOfEpochs, o.BatchSize) = (1, 2, 100);
        }).Fit(data);
        // The buffer is one block of 4 MB; all rows would take 96 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
    }

    [Fact]
    public void Auto_holds_rows_up_to_the_limit_and_streams_more()
    {
        // 4 features and a class of 4 bytes each in 150 rows.
        const long Bytes = 150 * 20;
        var rows = Trees.Rows();
        IEnumerable<Tree> Uncounted()
        {
            foreach (var row in rows) yield return row;
        }
        foreach (var data in new[] { _mlContext.LoadTrees(rows), _mlContext.LoadTrees(Uncounted()) })
        {
            var (held, inMemory) = Train(data, Bytes);
            Assert.EndsWith("In memory: 2.9 KB, at most 2.9 KB, MemoryLimit.", held, StringComparison.Ordinal);
            var (streamed, stream) = Train(data, Bytes - 1);
            var reason = data.GetRowCount() is null
                ? "as they take more memory than 2.9 KB, MemoryLimit"
                : "as they would take about 2.9 KB of memory, more than 2.9 KB, MemoryLimit";
            Assert.EndsWith($"As a stream, 150 rows at a time, {reason}.", streamed, StringComparison.Ordinal);
            Assert.Equal(inMemory.Bytes(), stream.Bytes());
        }
    }

    [Fact]
    public void Auto_without_a_limit_holds_what_takes_up_to_half_of_the_memory() =>
        Assert.Matches(@"In memory: 2\.9 KB, at most [0-9.]+ [GT]B, half of the memory there is\.$",
            Train(_mlContext.LoadTrees(), limit: null).Log);

    [Fact]
    public void Rows_that_are_copied_for_validation_count_twice()
    {
        var (log, _) = Train(_mlContext.LoadTrees(), 180 * 20, o => o.ValidationFraction = 0.2f);
        Assert.Contains("In memory: ", log, StringComparison.Ordinal);
        (log, _) = Train(_mlContext.LoadTrees(), 180 * 20 - 1, o => o.ValidationFraction = 0.2f);
        Assert.Contains("As a stream", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Sparse_rows_are_counted_by_their_non_zeros()
    {
        // 3 non-zeros of 8 bytes, a class of 4 and 12 for the row.
        var rows = MediumRow.Rows(100);
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        Assert.Contains("Sparse, ", Train(data, 100 * 40).Log, StringComparison.Ordinal);
        Assert.Contains("In memory: 3.9 KB", Train(data, 100 * 40).Log, StringComparison.Ordinal);
        Assert.Contains("As a stream", Train(data, 100 * 40 - 1).Log, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_of_a_stream_are_set_aside_for_validation(TrainerKind kind)
    {
        var data = _mlContext.LoadTrees(Trees.Rows(600));
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        MlpTransformer Train(int seed) => kind.Trainer(_mlContext, o =>
        {
            (o.RowStorage, o.ValidationFraction, o.Seed) = (RowStorage.Stream, 0.2f, seed);
        }).Fit(data);
        var model = Train(7);
        var trained = model.Model.TrainingHistory[0].RowCount;
        Assert.InRange(trained, 480 - 40, 480 + 40);
        Assert.Contains(info, message => message.EndsWith(
            $" {600 - trained} more are set aside for validation, in memory.", StringComparison.Ordinal));
        Assert.All(model.Model.TrainingHistory, report => Assert.NotNull(report.Validation));
        Assert.Equal(model.Bytes(), Train(7).Bytes());
        Assert.NotEqual(trained, Train(8).Model.TrainingHistory[0].RowCount);
    }

    [Fact]
    public void Rows_set_aside_are_never_trained_on()
    {
        // The features of a row tell its number; what is read for training and for validation adds up to all.
        var rows = Trees.Rows(300);
        for (var i = 0; i < rows.Count; i++) rows[i].Features[0] = i;
        var options = new MlpTrainer.Options
        {
            LabelColumnName = "Key",
            RowStorage = RowStorage.Stream,
            ValidationFraction = 0.3f,
        };
        using var channel = ((IHostEnvironment)_mlContext).Register("Test").Start("Test");
        var data = new TrainingDataReader(new TrainingColumns(_mlContext.LoadTrees(rows), options), options, seed: 3,
            channel, CancellationToken.None).Read();
        var trained = data.Stream!.CreateEmpty();
        using (var reader = data.Stream.Open())
            while (reader.TryReadNext(trained))
            {
            }
        Assert.Equal(data.RowCount, trained.RowCount);
        Assert.Equal(Enumerable.Range(0, 300), Numbers(trained).Concat(Numbers(data.HeldOut!)).Order());
        Assert.NotEmpty(Numbers(data.HeldOut!));

        static IEnumerable<int> Numbers(LabeledRows rows) =>
            [.. Enumerable.Range(0, rows.RowCount).Select(row => (int)((FeatureMatrix)rows.Features)[row][0])];
    }

    [Fact]
    public void Too_few_rows_to_set_one_aside_are_refused()
    {
        var trainer = _mlContext.Mlp(o => (o.RowStorage, o.ValidationFraction) = (RowStorage.Stream, 0.001f));
        Assert.Equal("ValidationFraction must leave at least one row to train on, and set one aside; got 0.001 of " +
            "9 rows. Try more rows, or a ValidationSet.",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(_mlContext.LoadTrees(Trees.Rows(9)))).Message);
    }

    [Fact]
    public void Streams_that_cannot_be_learned_from_are_refused()
    {
        var trainer = _mlContext.Mlp(o => o.RowStorage = RowStorage.Stream);
        string Message(IEnumerable<Tree> rows) =>
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(_mlContext.LoadTrees(rows))).Message;
        Assert.Equal("The training data has no rows.", Message([]));
        Assert.Equal("The label column 'Key' must hold at least 2 different classes; all 50 rows have the same.",
            Message(Trees.Rows().Where(row => row.Key == 1)));
    }

    [Fact]
    public void Data_that_change_from_epoch_to_epoch_are_refused()
    {
        var reads = 0;
        IEnumerable<Tree> Shrinking() => Trees.Rows(150 - reads++);
        var data = _mlContext.Data.LoadFromEnumerable(new Anew(Shrinking));
        var error = Assert.Throws<InvalidDataException>(() =>
            _mlContext.Mlp(o => o.RowStorage = RowStorage.Stream).Fit(data));
        Assert.Contains("must give the same", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_values_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(MlpOptions.RowStorage), () =>
            _mlContext.Mlp(o => o.RowStorage = (RowStorage)9));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(MlpOptions.FeatureStorage), () =>
            _mlContext.Mlp(o => o.FeatureStorage = (FeatureStorage)9));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(MlpOptions.MemoryLimit), () =>
            _mlContext.Mlp(o => o.MemoryLimit = 0));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(MlpOptions.ShuffleBufferRows), () =>
            _mlContext.Mlp(o => o.ShuffleBufferRows = 0));
    }

    [Fact]
    public void Rows_are_chosen_about_as_often_as_they_should_be_and_by_the_seed()
    {
        int Count(int seed, float fraction) =>
            Enumerable.Range(0, 10_000).Count(row => new HeldOutRows(seed, fraction).Contains(row));
        // Five standard deviations of a binomial count.
        Assert.InRange(Count(0, 0.1f), 1000 - 150, 1000 + 150);
        Assert.InRange(Count(1, 0.5f), 5000 - 250, 5000 + 250);
        Assert.NotEqual(Count(0, 0.1f), Count(1, 0.1f));
    }

    private (string Log, MlpTransformer Model) Train(
        IDataView data, long? limit, Action<MlpTrainer.Options>? change = null)
    {
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var model = _mlContext.Mlp(o =>
        {
            o.MemoryLimit = limit;
            change?.Invoke(o);
        }).Fit(data);
        return (Assert.Single(info, message => message.StartsWith("Training rows: ", StringComparison.Ordinal)), model);
    }

    private sealed class Anew(Func<IEnumerable<Tree>> rows) : IEnumerable<Tree>
    {
        public IEnumerator<Tree> GetEnumerator() => rows().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
