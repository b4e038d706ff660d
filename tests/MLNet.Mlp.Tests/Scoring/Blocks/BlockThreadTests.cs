using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Tests.Scoring;

/// <summary>Who scores the blocks of a cursor, by scorers that see it.</summary>
public class BlockThreadTests
{
    private const int ThreadCount = 4;

    // Never reached, unless the test is about to fail.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Several_threads_score_blocks_of_one_cursor_at_once()
    {
        using var together = new CountdownEvent(2);
        var (scoring, met) = (0, false);
        var view = new WatchedView(3000);
        var rows = ReadAll(view, ThreadCount, _ =>
        {
            // Nobody goes on before two are here, once there can be two.
            if (Volatile.Read(ref met) || view.RowsRead < 1000) return;
            if (Interlocked.Increment(ref scoring) <= 2) together.Signal();
            Assert.True(together.Wait(_patience));
            Volatile.Write(ref met, true);
        });
        Assert.True(met);
        Assert.Equal(3000, rows.Count);
    }

    [Fact]
    public void One_thread_alone_scores_a_block_when_its_scores_are_asked_for()
    {
        var consumer = Environment.CurrentManagedThreadId;
        var view = new WatchedView(500);
        var blocks = 0;
        using (var cursor = Open(view, threadCount: 1, _ =>
        {
            Assert.Equal(consumer, Environment.CurrentManagedThreadId);
            blocks++;
        }))
        {
            var getNumber = cursor.GetGetter<int>(cursor.Schema["Number"]);
            var number = 0;
            while (cursor.MoveNext()) getNumber(ref number);
        }
        Assert.Equal(0, blocks);
        Assert.Equal(500, ReadAll(view, threadCount: 1, _ => blocks++).Count);
        Assert.InRange(blocks, 1, 500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ThreadCount)]
    public void Scores_that_cannot_be_computed_fail_when_they_are_asked_for(int threadCount)
    {
        var view = new WatchedView(1000) { MakeFeatures = WatchedView.DenseRow };
        var bad = WatchedView.DenseRow(500).GetValues()[0];
        using var cursor = Open(view, threadCount, features =>
        {
            if (features.Contains(bad)) throw new IOException("bad block");
        });
        var getScore = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
        var getNumber = cursor.GetGetter<int>(cursor.Schema["Number"]);
        VBuffer<float> score = default;
        var number = 0;
        List<int> failed = [];
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getNumber(ref number);
            Assert.Equal(100 + row, number);
            try
            {
                getScore(ref score);
            }
            catch (IOException e) when (e.Message == "bad block")
            {
                failed.Add(row);
            }
        }
        // The blocks of 16, 32, 64, 64 ... rows: this one is from 496 to 559.
        Assert.Equal(Enumerable.Range(496, 64), failed);
    }

    [Fact]
    public void A_cursor_can_be_dropped_while_threads_score()
    {
        // The last row of a block, when others are ahead: 16, 32 and 4 x 64 rows.
        const int LastRow = 303;
        using var isDropped = new ManualResetEventSlim();
        using var isScoring = new ManualResetEventSlim();
        var consumer = Environment.CurrentManagedThreadId;
        var (mustWait, finished) = (false, 0);
        var view = new WatchedView(10_000) { MakeFeatures = WatchedView.DenseRow };
        using (var cursor = Open(view, ThreadCount, _ =>
        {
            if (Environment.CurrentManagedThreadId == consumer || !Volatile.Read(ref mustWait)) return;
            isScoring.Set();
            Assert.True(isDropped.Wait(_patience));
            Interlocked.Increment(ref finished);
        }))
        {
            var getScore = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
            VBuffer<float> score = default;
            for (var row = 0; row <= LastRow; row++)
            {
                Assert.True(cursor.MoveNext());
                getScore(ref score);
            }
            // From here on the consumer asks for no score, so that it waits for nobody.
            Volatile.Write(ref mustWait, true);
            Assert.True(cursor.MoveNext());
            Assert.True(isScoring.Wait(_patience));
        }
        Assert.Equal(1, view.Disposed);
        Assert.Equal(0, finished);
        isDropped.Set();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref finished) > 0, _patience));
    }

    private static List<int> ReadAll(WatchedView view, int threadCount, WatchedScorer.Watch watch)
    {
        using var cursor = Open(view, threadCount, watch);
        var getScore = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
        var getNumber = cursor.GetGetter<int>(cursor.Schema["Number"]);
        VBuffer<float> score = default;
        var number = 0;
        var numbers = new List<int>();
        while (cursor.MoveNext())
        {
            getScore(ref score);
            Assert.Equal(3, score.Length);
            getNumber(ref number);
            numbers.Add(number);
        }
        Assert.Equal(Enumerable.Range(100, numbers.Count), numbers);
        return numbers;
    }

    private static DataViewRowCursor Open(WatchedView view, int threadCount, WatchedScorer.Watch watch)
    {
        var model = new ScoringModel("Features", Network.Create(WatchedView.FeatureCount, [5], 3),
            new MulticlassOutputs(3, labelValues: null), network => new WatchedScorer(network, watch));
        var mapper = new ScoringMapper(model, view.Schema);
        var columns = mapper.OutputSchema.Where(column => column.Name is "Number" or "Score").ToList();
        return mapper.CreateCursor(
            view.GetRowCursor(mapper.GetDependencies(columns)), new ActiveColumns(mapper, columns), threadCount);
    }

    /// <summary>A scorer whose calls are watched.</summary>
    private sealed class WatchedScorer(Network network, WatchedScorer.Watch watch) : IScorer
    {
        private readonly IScorer _scorer = new SimdBackend().CreateScorer(network);

        /// <summary>Sees the features' values.</summary>
        public delegate void Watch(ReadOnlySpan<float> features);

        public void Score(ReadOnlySpan<float> features, Span<float> scores)
        {
            watch(features);
            _scorer.Score(features, scores);
        }

        public void Score(SparseFeatures features, Span<float> scores) => throw new NotSupportedException();

        public void Score(
            ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> scores)
        {
            watch(values);
            _scorer.Score(rowStarts, columns, values, scores);
        }
    }
}
