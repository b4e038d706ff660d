using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Scoring;

/// <summary>Rows are read ahead of the consumer, who still meets each exception where reading row by row
/// would.</summary>
public class BlockFailureTests
{
    private readonly ScoringModel _model = ScoredRow.CreateModel();

    /// <summary>First, middle and last rows of blocks.</summary>
    public static TheoryData<int> Rows() => [0, 1, 15, 16, 40, 47, 48, 111, 112, 200, 299];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_that_the_input_cannot_move_to_fails_there_and_others_are_as_ever(int badRow)
    {
        var view = new WatchedView(300) { OnMove = row => ThrowAt(row, badRow) };
        using var cursor = Open(view);
        var read = ScoredRow.CreateReader(cursor);
        for (var row = 0; row < 300; row++)
        {
            if (row == badRow)
            {
                Assert.Equal("bad row", Assert.Throws<IOException>(() => cursor.MoveNext()).Message);
                Assert.Equal(badRow + 1, view.RowsRead);
                continue;
            }
            Assert.True(cursor.MoveNext());
            Assert.Equal(ScoredRow.Expected(view, row, row, row / 7), read());
        }
        Assert.False(cursor.MoveNext());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Features_that_cannot_be_read_fail_when_scores_or_features_are_asked_for(int badRow) =>
        CheckColumn("Features", badRow, cursor =>
        {
            Check<VBuffer<float>>(cursor, "Score");
            Check<uint>(cursor, "PredictedLabel");
            Check<VBuffer<float>>(cursor, "Features");
            Check<VBuffer<float>>(cursor, "Features");
            Read<ReadOnlyMemory<char>>(cursor, "Text");
        });

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_value_that_cannot_be_read_fails_when_it_is_asked_for(int badRow) =>
        CheckColumn("Text", badRow, cursor =>
        {
            Check<ReadOnlyMemory<char>>(cursor, "Text");
            Read<uint>(cursor, "PredictedLabel");
            Read<VBuffer<float>>(cursor, "Features");
        });

    [Theory]
    [MemberData(nameof(Rows))]
    public void Features_that_are_not_a_column_of_the_cursor_fail_when_scores_are_asked_for(int badRow)
    {
        var view = new WatchedView(300) { OnRead = (row, _) => ThrowAt(row, badRow) };
        var schema = _model.GetOutputSchema(view.Schema);
        using var cursor = _model.Transform(view).GetRowCursor([schema["Score"]]);
        var getScore = cursor.GetGetter<VBuffer<float>>(schema["Score"]);
        VBuffer<float> score = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            if (row == badRow) Assert.Throws<IOException>(() => getScore(ref score));
            else getScore(ref score);
        }
    }

    [Fact]
    public void Values_that_fail_in_every_row_disturb_nobody_who_does_not_ask_for_them()
    {
        var view = new WatchedView(300)
        {
            OnRead = (_, column) =>
            {
                if (column == "Words") throw new IOException("bad row");
            },
        };
        using var cursor = Open(view);
        for (var row = 0; cursor.MoveNext(); row++)
        {
            Assert.Equal(ScoredRow.Expected(view, row, row, row / 7).Predicted, Read<uint>(cursor, "PredictedLabel"));
            Check<VBuffer<ReadOnlyMemory<char>>>(cursor, "Words");
        }
        Assert.Equal(300, view.RowsRead);
    }

    [Fact]
    public void Features_of_another_length_than_promised_are_refused()
    {
        CheckFeatures(new VBuffer<float>(3, [1, 2, 3]), "must hold vectors of 37 values, as in training; a row has 3");
        CheckFeatures(default, "a row has 0");
        CheckFeatures(new VBuffer<float>(38, 1, [1], [37]), "a row has 38");
        CheckFeatures(new VBuffer<float>(37, 2, [1, 2], [5, 5]), "must increase and be in [0, 37); got 5 after 5");
        CheckFeatures(new VBuffer<float>(37, 1, [1], [-1]), "got -1 after -1");
        CheckFeatures(new VBuffer<float>(37, 1, [1], [37]), "got 37 after -1");
    }

    /// <summary>Bad features of one row fail there, by cursor and by row mapper.</summary>
    private void CheckFeatures(VBuffer<float> bad, string message)
    {
        const int BadRow = 20;
        var view = new WatchedView(60)
        {
            MakeFeatures = row => row == BadRow ? bad : WatchedView.DenseRow(row),
        };
        var mapper = _model.GetRowToRowMapper(view.Schema);
        var score = mapper.OutputSchema["Score"];
        using var cursor = _model.Transform(view).GetRowCursor([score]);
        using var input = view.GetRowCursor(view.Schema);
        using var single = mapper.GetRow(input, [score]);
        for (var row = 0; cursor.MoveNext() & input.MoveNext(); row++)
        {
            foreach (DataViewRow scored in new[] { cursor, single })
            {
                if (row == BadRow)
                    Assert.Contains(message, Assert.Throws<InvalidOperationException>(
                        () => Read<VBuffer<float>>(scored, "Score")).Message, StringComparison.Ordinal);
                else
                    Assert.Equal(3, Read<VBuffer<float>>(scored, "Score").Length);
            }
        }
    }

    private void CheckColumn(string badColumn, int badRow, Action<DataViewRowCursor> checkBadRow)
    {
        var view = new WatchedView(300)
        {
            OnRead = (row, column) =>
            {
                if (column == badColumn) ThrowAt(row, badRow);
            },
        };
        using var cursor = Open(view);
        var read = ScoredRow.CreateReader(cursor);
        for (var row = 0; row < 300; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, cursor.Position);
            if (row == badRow)
            {
                checkBadRow(cursor);
                Assert.Equal(badRow + 1, view.RowsRead);
            }
            else
            {
                Assert.Equal(ScoredRow.Expected(view, row, row, row / 7), read());
            }
        }
    }

    private static void ThrowAt(int row, int badRow)
    {
        if (row == badRow) throw new IOException("bad row");
    }

    private static void Check<T>(DataViewRow row, string column) =>
        Assert.Equal("bad row", Assert.Throws<IOException>(() => Read<T>(row, column)).Message);

    private static T Read<T>(DataViewRow row, string column)
    {
        T value = default!;
        row.GetGetter<T>(row.Schema[column])(ref value);
        return value;
    }

    private DataViewRowCursor Open(IDataView view)
    {
        var scored = _model.Transform(view);
        return scored.GetRowCursor(scored.Schema.Where(column => ScoredRow.Columns.Contains(column.Name)));
    }
}
