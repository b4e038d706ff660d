using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>Scored rows, read in every way that ML.NET has.</summary>
public class CursorScenarios : Scenarios
{
    [Scenario, Tasks]
    public void A_set_of_cursors_gives_each_row_once_with_its_score(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.ML.Data.Cache(trial.Data()));
        var expected = Pairs(trial, scored);
        List<(float, uint)> seen = [];
        foreach (var cursor in scored.GetRowCursorSet(scored.Schema, 4))
        {
            using (cursor) Read(trial, cursor, seen);
        }
        Assert.Equal(expected.Order(), seen.Order());
    });

    [Scenario, Tasks]
    public void Cursors_of_a_set_can_be_read_on_threads_of_their_own(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.ML.Data.Cache(trial.Data()));
        var parts = scored.GetRowCursorSet(scored.Schema, 4).Select(cursor => System.Threading.Tasks.Task.Run(() =>
        {
            List<(float, uint)> rows = [];
            using (cursor) Read(trial, cursor, rows);
            return rows;
        })).ToArray();
        Assert.Equal(Pairs(trial, scored).Order(), parts.SelectMany(part => part.Result).Order());
    });

    [Scenario, Tasks]
    public void Threads_can_transform_with_one_model(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var expected = trial.Bits(model.Transform(trial.Data()));
        Parallel.For(0, 8, _ =>
        {
            var data = new MLContext().Data.LoadFromEnumerable(Plants.Rows());
            Assert.Equal(expected, trial.Bits(model.Transform(data)));
        });
    });

    [Scenario, Tasks]
    public void Two_cursors_over_the_same_rows_do_not_disturb_each_other(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.Data());
        var expected = Pairs(trial, scored);
        using var one = scored.GetRowCursor(scored.Schema);
        using var other = scored.GetRowCursor(scored.Schema);
        for (var i = 0; i < 5; i++) Assert.True(one.MoveNext());
        List<(float, uint)> ofOther = [];
        Read(trial, other, ofOther);
        List<(float, uint)> ofOne = [];
        Read(trial, one, ofOne);
        Assert.Equal(expected, ofOther);
        Assert.Equal(expected[5..], ofOne);
    });

    [Scenario, Tasks]
    public void Rows_can_be_passed_over_without_reading_them(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.Data());
        using var cursor = scored.GetRowCursor(scored.Schema);
        var read = Reader(trial, cursor);
        List<(float, uint)> everyThird = [];
        while (cursor.MoveNext())
        {
            if (cursor.Position % 3 == 0) everyThird.Add(read());
        }
        Assert.Equal(Pairs(trial, scored).Where((_, index) => index % 3 == 0), everyThird);
    });

    [Scenario, Tasks]
    public void Columns_that_were_not_asked_for_cannot_be_read(LearningTask task) => Run(task, trial =>
    {
        var scored = trial.Fit(trial.Pipeline(), trial.Data()).Transform(trial.Data());
        using var cursor = scored.GetRowCursor([scored.Schema["Width"]]);
        Assert.True(cursor.IsColumnActive(scored.Schema["Width"]));
        Assert.False(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.ThrowsAny<Exception>(() => Reader(trial, cursor));
        var rows = 0;
        while (cursor.MoveNext()) rows++;
        Assert.Equal(Plants.Count, rows);
    });

    [Scenario, Tasks]
    public void A_row_to_row_mapper_scores_rows_and_knows_what_it_needs(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var model = trial.Fit(trial.Trainer(), data);
        Assert.True(model.IsRowToRowMapper);
        var mapper = model.GetRowToRowMapper(data.Schema);
        trial.NoteSchema("input", mapper.InputSchema);
        trial.NoteSchema("output", mapper.OutputSchema);
        trial.Note("needed for the score", mapper.GetDependencies([mapper.OutputSchema["Score"]])
            .Select(column => column.Name));
        trial.Note("needed for another column", mapper.GetDependencies([mapper.OutputSchema["Soil"]])
            .Select(column => column.Name));

        using var input = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(input, mapper.OutputSchema);
        List<(float, uint)> seen = [];
        var read = Reader(trial, row);
        while (input.MoveNext()) seen.Add(read());
        Assert.Equal(Pairs(trial, model.Transform(data)), seen);
    });

    [Scenario, Tasks]
    public void Scored_rows_are_as_many_and_in_the_order_of_the_data(LearningTask task) => Run(task, trial =>
    {
        var data = trial.Data();
        var scored = trial.Fit(trial.Pipeline(), data).Transform(data);
        trial.Note("as many rows known", $"{scored.GetRowCount() == data.GetRowCount()}");
        trial.Note("as shufflable", $"{scored.CanShuffle == data.CanShuffle}");
        Assert.Equal(data.GetColumn<float>("Width"), scored.GetColumn<float>("Width"));
        Assert.Equal(Plants.Count, scored.GetColumn<float>("Width").Count());
    });

    /// <summary>The width of each row and the bits of its first score.</summary>
    private static List<(float Width, uint Score)> Pairs(Trial trial, IDataView scored) =>
        [.. scored.GetColumn<float>("Width").Zip(
            trial.Task.Scores(scored).Select(row => BitConverter.SingleToUInt32Bits(row[0])))];

    private static void Read(Trial trial, DataViewRowCursor cursor, List<(float, uint)> rows)
    {
        var read = Reader(trial, cursor);
        while (cursor.MoveNext()) rows.Add(read());
    }

    private static Func<(float, uint)> Reader(Trial trial, DataViewRow row)
    {
        var getWidth = row.GetGetter<float>(row.Schema["Width"]);
        var width = 0f;
        if (trial.Task is MulticlassKit)
        {
            var getScores = row.GetGetter<VBuffer<float>>(row.Schema["Score"]);
            VBuffer<float> scores = default;
            return () =>
            {
                getWidth(ref width);
                getScores(ref scores);
                return (width, BitConverter.SingleToUInt32Bits(scores.GetItemOrDefault(0)));
            };
        }
        var getScore = row.GetGetter<float>(row.Schema["Score"]);
        var score = 0f;
        return () =>
        {
            getWidth(ref width);
            getScore(ref score);
            return (width, BitConverter.SingleToUInt32Bits(score));
        };
    }
}
