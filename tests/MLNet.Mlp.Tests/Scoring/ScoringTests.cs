using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Scoring;

public class ScoringTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly IDataView _trees;
    private readonly MlpTransformer _model;

    public ScoringTests()
    {
        _trees = _mlContext.LoadTrees();
        _model = _mlContext.Mlp().Fit(_trees);
    }

    [Fact]
    public void Scores_are_probabilities_and_the_label_is_the_largest()
    {
        Assert.All(_mlContext.Predictions(_model.Transform(_trees)).Zip(Trees.Rows()), pair =>
        {
            var (prediction, tree) = pair;
            Assert.Equal(3, prediction.Score.Length);
            Assert.All(prediction.Score, score => Assert.InRange(score, 0, 1));
            Assert.Equal(1, prediction.Score.Sum(), 1e-5);
            Assert.Equal(prediction.Score.IndexOf(prediction.Score.Max()) + 1, (int)prediction.PredictedLabel);
            Assert.Equal(tree.Key + 1, prediction.PredictedLabel);
        });
    }

    [Fact]
    public void A_prediction_engine_gives_bitwise_the_scores_of_transform_row_after_row()
    {
        using var engine = _mlContext.Model.CreatePredictionEngine<Tree, TreePrediction>(_model);
        var one = Trees.Rows().Select(tree => engine.Predict(tree)).ToList();
        var all = _mlContext.Predictions(_model.Transform(_trees));
        Assert.Equal(all.Bits(), one.Bits());
        Assert.Equal(all.Select(p => p.PredictedLabel), one.Select(p => p.PredictedLabel));
        Assert.Equal(150, one.Select(p => p.Score[0]).Distinct().Count());
    }

    [Fact]
    public void A_prediction_engine_reads_a_row_that_was_changed_in_place()
    {
        using var engine = _mlContext.Model.CreatePredictionEngine<Tree, TreePrediction>(_model);
        var tree = new Tree { Features = [1, 0, 0, 0.5f] };
        Assert.Equal(1u, engine.Predict(tree).PredictedLabel);
        tree.Features[0] = 0;
        tree.Features[2] = 1;
        Assert.Equal(3u, engine.Predict(tree).PredictedLabel);
    }

    [Fact]
    public void A_row_with_a_missing_feature_has_no_prediction()
    {
        using var engine = _mlContext.Model.CreatePredictionEngine<Tree, TreePrediction>(_model);
        for (var feature = 0; feature < Tree.FeatureCount; feature++)
        {
            var tree = new Tree { Features = [1, 0, 0, 0.5f] };
            tree.Features[feature] = float.NaN;
            var prediction = engine.Predict(tree);
            Assert.Equal(0u, prediction.PredictedLabel);
            Assert.All(prediction.Score, score => Assert.True(float.IsNaN(score)));
        }
        Assert.Equal(1u, engine.Predict(new Tree { Features = [1, 0, 0, 0.5f] }).PredictedLabel);
    }

    [Fact]
    public void Columns_can_be_read_alone_and_in_any_order()
    {
        var scored = _model.Transform(_trees);
        var expected = _mlContext.Predictions(scored);
        Assert.Equal(expected.Select(p => p.PredictedLabel), scored.GetColumn<uint>("PredictedLabel"));
        Assert.Equal(expected.Select(p => p.Score), scored.GetColumn<float[]>("Score"));
        Assert.Equal(Trees.Rows().Select(tree => tree.Code), scored.GetColumn<int>("Code"));
        Assert.Equal(_trees.GetRowCount(), scored.GetRowCount());
        Assert.Equal(_trees.CanShuffle, scored.CanShuffle);
    }

    [Fact]
    public void A_set_of_cursors_gives_every_row_once()
    {
        var scored = _model.Transform(_mlContext.Data.Cache(_trees));
        var columns = scored.Schema.Where(c => c.Name is "Code" or "PredictedLabel").ToList();
        var seen = new List<(int Code, uint Predicted)>();
        var cursors = scored.GetRowCursorSet(columns, 3);
        Assert.NotEmpty(cursors);
        foreach (var cursor in cursors)
        {
            using (cursor)
            {
                var getCode = cursor.GetGetter<int>(scored.Schema["Code"]);
                var getPredicted = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
                var (code, predicted) = (0, 0u);
                while (cursor.MoveNext())
                {
                    getCode(ref code);
                    getPredicted(ref predicted);
                    seen.Add((code, predicted));
                }
            }
        }
        Assert.Equal(150, seen.Count);
        Assert.All(seen, row => Assert.Equal(row.Code, 10 * (int)row.Predicted));
    }

    [Fact]
    public void Threads_can_score_with_one_model()
    {
        var expected = _mlContext.Predictions(_model.Transform(_trees)).Bits();
        Parallel.For(0, 8, _ => Assert.Equal(expected, new MLContext().Predictions(_model.Transform(_trees)).Bits()));
    }

    [Fact]
    public void Inactive_columns_wrong_types_and_foreign_columns_are_refused()
    {
        var schema = _model.Transform(_trees).Schema;
        using var cursor = _model.Transform(_trees).GetRowCursor([schema["Score"]]);
        Assert.True(cursor.IsColumnActive(schema["Score"]));
        Assert.False(cursor.IsColumnActive(schema["PredictedLabel"]));
        Assert.Contains("'PredictedLabel' was not asked for",
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                cursor.GetGetter<uint>(schema["PredictedLabel"])).Message, StringComparison.Ordinal);
        Assert.Contains("'Score' is Vector<Single, 3> and cannot be read as Single",
            Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(schema["Score"])).Message,
                StringComparison.Ordinal);
        var foreign = _model.Transform(_model.Transform(_trees)).Schema;
        Assert.Contains("'Score' must be one of this cursor's schema",
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                cursor.IsColumnActive(foreign[foreign.Count - 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_score_before_the_first_row()
    {
        var scored = _model.Transform(_trees);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> score = default;
        Assert.ThrowsAny<Exception>(() => getScore(ref score));
        Assert.True(cursor.MoveNext());
        getScore(ref score);
        Assert.Equal(3, score.Length);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _model.Transform(null!));
        Assert.Throws<ArgumentNullException>(() => _model.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => _model.GetRowToRowMapper(null!));
        Assert.True(_model.IsRowToRowMapper);
    }
}
