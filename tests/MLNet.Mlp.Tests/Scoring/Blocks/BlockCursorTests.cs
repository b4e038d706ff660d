using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Scoring;

public class BlockCursorTests
{
    private readonly ScoringModel _model = ScoredRow.CreateModel();

    /// <summary>Around the ends of the blocks, which have 16, 32 and then 64 rows.</summary>
    public static TheoryData<int> RowCounts() =>
        [0, 1, 15, 16, 17, 47, 48, 49, 111, 112, 113, 255, 256, 257, 1000];

    [Theory]
    [MemberData(nameof(RowCounts))]
    public void Rows_are_bitwise_those_that_are_scored_one_by_one(int rowCount)
    {
        Func<int, VBuffer<float>>[] kinds =
            [WatchedView.DenseRow, WatchedView.SparseRow, new WatchedView(0).MakeFeatures];
        foreach (var kind in kinds)
        {
            var view = new WatchedView(rowCount) { MakeFeatures = kind };
            Assert.Equal(Expected(view, Enumerable.Range(0, rowCount)), ScoredRow.ReadAll(Open(view)));
            Assert.Equal((rowCount, 1), (view.RowsRead, view.Disposed));
        }
    }

    [Theory]
    [MemberData(nameof(RowCounts))]
    public void A_set_of_cursors_gives_the_same_rows(int rowCount)
    {
        const int CursorCount = 3;
        var view = new WatchedView(rowCount);
        var cursors = Scored(view).GetRowCursorSet(Columns(view), CursorCount);
        Assert.Equal(CursorCount, cursors.Length);
        var rows = new List<ScoredRow>[CursorCount];
        Parallel.For(0, CursorCount, number => rows[number] = ScoredRow.ReadAll(cursors[number]));
        for (var number = 0; number < CursorCount; number++)
            Assert.Equal(
                Expected(view, Enumerable.Range(0, rowCount).Where(row => row / 7 % CursorCount == number)),
                rows[number]);
        Assert.Equal(CursorCount, view.Disposed);
    }

    [Fact]
    public void A_row_mapper_gives_the_same_rows()
    {
        var view = new WatchedView(20);
        var mapper = _model.GetRowToRowMapper(view.Schema);
        using var input = view.GetRowCursor(view.Schema);
        using var row = mapper.GetRow(input, mapper.OutputSchema.Where(c => ScoredRow.Columns.Contains(c.Name)));
        var (read, rows) = (ScoredRow.CreateReader(row), new List<ScoredRow>());
        while (input.MoveNext()) rows.Add(read());
        Assert.Equal(Expected(view, Enumerable.Range(0, 20)), rows);
    }

    [Fact]
    public void Shuffled_rows_come_in_the_order_of_the_input()
    {
        var view = new WatchedView(300);
        int[] order = [.. Enumerable.Range(0, 300)];
        new Random(5).Shuffle(order);
        var rows = ScoredRow.ReadAll(Scored(view).GetRowCursor(Columns(view), new Random(5)));
        Assert.Equal(Expected(view, order), rows);
    }

    [Fact]
    public void Many_threads_can_read_with_one_model()
    {
        var expected = Expected(new WatchedView(400), Enumerable.Range(0, 400));
        // More than the pool has threads, so that cursors find none to help them.
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 24 },
            _ => Assert.Equal(expected, ScoredRow.ReadAll(Open(new WatchedView(400)))));
    }

    [Fact]
    public void The_input_is_read_on_the_thread_of_the_consumer()
    {
        var consumer = Environment.CurrentManagedThreadId;
        var view = new WatchedView(1000)
        {
            OnMove = _ => Assert.Equal(consumer, Environment.CurrentManagedThreadId),
            OnRead = (_, _) => Assert.Equal(consumer, Environment.CurrentManagedThreadId),
        };
        Assert.Equal(1000, ScoredRow.ReadAll(Open(view)).Count);
    }

    [Fact]
    public void Who_takes_few_rows_pays_for_few()
    {
        var view = new WatchedView(100_000) { MakeFeatures = _ => WatchedView.DenseRow(0) };
        using var cursor = Open(view);
        Assert.Equal(0, view.RowsRead);
        for (var served = 1; served <= 1000; served++)
        {
            Assert.True(cursor.MoveNext());
            Assert.InRange(view.RowsRead, served, Math.Max(16, 2 * served + 64));
        }
    }

    [Fact]
    public void Large_rows_make_small_blocks()
    {
        const int FeatureCount = 100_000;
        var features = new VBuffer<float>(FeatureCount, new float[FeatureCount]);
        var view = new WatchedView(100, FeatureCount) { MakeFeatures = _ => features };
        var scored = ScoredRow.CreateModel(Network.Create(FeatureCount, [], 3)).Transform(view);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        for (var row = 0; row < 17; row++) Assert.True(cursor.MoveNext());
        // Not 32 more, but as many as take 8 MiB.
        Assert.Equal(16 + 21, view.RowsRead);
    }

    [Fact]
    public void Values_that_were_given_are_the_consumers_own()
    {
        var view = new WatchedView(200) { MakeFeatures = WatchedView.DenseRow };
        using var cursor = Open(view);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
        VBuffer<float> features = default, again = default, score = default;
        var kept = new List<(int Row, VBuffer<float> Score)>();
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getFeatures(ref features);
            VBufferEditor.CreateFromBuffer(ref features).Values.Clear();
            getFeatures(ref again);
            Assert.Equal(WatchedView.DenseRow(row).GetValues().ToArray(), again.GetValues().ToArray());
            score = default;
            getScore(ref score);
            kept.Add((row, score));
        }
        var expected = Expected(view, Enumerable.Range(0, 200));
        Assert.All(kept, one => Assert.Equal(expected[one.Row].Scores,
            string.Join(",", one.Score.DenseValues().Select(BitConverter.SingleToUInt32Bits))));
    }

    [Fact]
    public void There_is_no_value_outside_the_rows()
    {
        using var cursor = Open(new WatchedView(3));
        var read = ScoredRow.CreateReader(cursor);
        Assert.Equal(-1, cursor.Position);
        Assert.Throws<InvalidOperationException>(read);
        while (cursor.MoveNext()) read();
        Assert.Equal(-1, cursor.Position);
        Assert.Contains("must be at a row", Assert.Throws<InvalidOperationException>(read).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Cursors_that_are_dropped_in_the_middle_disturb_no_others()
    {
        var view = new WatchedView(2000);
        var expected = Expected(view, Enumerable.Range(0, 2000));
        Parallel.For(0, 100, number =>
        {
            using var cursor = Open(view);
            var read = ScoredRow.CreateReader(cursor);
            for (var row = 0; row < 13 * number; row++)
            {
                Assert.True(cursor.MoveNext());
                if (row % 50 == number % 50) Assert.Equal(expected[row], read());
            }
        });
        Assert.Equal(100, view.Disposed);
    }

    [Fact]
    public void Columns_that_are_not_asked_for_are_not_read()
    {
        var view = new WatchedView(100)
        {
            OnRead = (_, column) => Assert.True(column is "Number" or "Features", column),
        };
        var schema = Scored(view).Schema;
        using var cursor = Scored(view).GetRowCursor([schema["Number"], schema["PredictedLabel"]]);
        Assert.False(cursor.IsColumnActive(schema["Features"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<VBuffer<float>>(schema["Features"]));
        Assert.Contains("'Number' is Int32 and cannot be read as Single",
            Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(schema["Number"])).Message,
            StringComparison.Ordinal);
        var getPredicted = cursor.GetGetter<uint>(schema["PredictedLabel"]);
        var expected = Expected(view, Enumerable.Range(0, 100));
        uint predicted = 0;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getPredicted(ref predicted);
            Assert.Equal(expected[row].Predicted, predicted);
        }
    }

    [Fact]
    public void Rows_are_not_read_ahead_if_no_score_is_asked_for()
    {
        var view = new WatchedView(100) { OnRead = (_, column) => Assert.Equal("Text", column) };
        using var cursor = Scored(view).GetRowCursor([Scored(view).Schema["Text"]]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(cursor.Schema["Text"]);
        ReadOnlyMemory<char> text = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getText(ref text);
            Assert.Equal(($"row {row}", row + 1), (text.ToString(), view.RowsRead));
        }
    }

    [Fact]
    public void Rows_are_not_read_ahead_if_their_values_may_not_be_kept()
    {
        var view = new WatchedView(100, withPicture: true);
        using var cursor = Scored(view).GetRowCursor(Scored(view).Schema);
        var getPicture = cursor.GetGetter<object>(cursor.Schema["Picture"]);
        var read = ScoredRow.CreateReader(cursor);
        object picture = "";
        for (var row = 0; cursor.MoveNext(); row++)
        {
            getPicture(ref picture);
            Assert.Equal(ScoredRow.Expected(view, row, row, row / 7), read());
            Assert.Equal(($"picture {row}", row + 1), (picture, view.RowsRead));
        }
        Assert.Equal(100, view.RowsRead);
    }

    private static List<ScoredRow> Expected(WatchedView view, IEnumerable<int> rows) =>
        [.. rows.Select((row, position) => ScoredRow.Expected(view, row, position, row / 7))];

    private IEnumerable<DataViewSchema.Column> Columns(IDataView view) =>
        _model.GetOutputSchema(view.Schema).Where(column => ScoredRow.Columns.Contains(column.Name));

    private IDataView Scored(IDataView view) => _model.Transform(view);

    private DataViewRowCursor Open(IDataView view) => Scored(view).GetRowCursor(Columns(view));
}
