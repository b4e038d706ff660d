using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Scoring;

/// <summary>After a first prediction nothing is allocated for the next ones.</summary>
public class PredictionMemoryTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void A_prediction_engine_allocates_nothing()
    {
        using var engine = _mlContext.Model.CreatePredictionEngine<Tree, TreePrediction>(
            _mlContext.Mlp().Fit(_mlContext.LoadTrees()));
        var trees = Trees.Rows(10);
        var prediction = new TreePrediction();
        Assert.Equal(0, LeastBytes(() =>
        {
            for (var i = 0; i < 1000; i++) engine.Predict(trees[i % 10], ref prediction);
        }));
        Assert.Equal(trees[9].Key + 1, prediction.PredictedLabel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_allocates_nothing_sparse_or_dense(bool isSparse)
    {
        const int FeatureCount = 100_000;
        var mapper = ScoredRow.CreateModel(Network.Create(FeatureCount, [8], 3, Activation.Tanh))
            .GetRowToRowMapper(new WatchedView(0, FeatureCount).Schema);
        using var input = new OneRow(mapper.InputSchema, isSparse
            ? new VBuffer<float>(FeatureCount, 3, [1, 2, 3], [5, 500, 50_000])
            : new VBuffer<float>(FeatureCount, new float[FeatureCount]));
        using var row = mapper.GetRow(input, mapper.OutputSchema);
        var getScore = row.GetGetter<VBuffer<float>>(row.Schema["Score"]);
        var getPredicted = row.GetGetter<uint>(row.Schema["PredictedLabel"]);
        VBuffer<float> score = default;
        uint predicted = 0;
        Assert.Equal(0, LeastBytes(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                input.MoveOn();
                getScore(ref score);
                getPredicted(ref predicted);
            }
        }));
        Assert.Equal((3, true), (score.Length, predicted > 0));
    }

    [Fact]
    public void A_cursor_allocates_nothing_for_further_rows()
    {
        const int RowCount = 100 * 64;
        var data = _mlContext.Data.Cache(_mlContext.LoadTrees(Trees.Rows(20 * RowCount)));
        var scored = _mlContext.Mlp().Fit(_mlContext.LoadTrees()).Transform(data);
        using var cursor = scored.GetRowCursor(
            [scored.Schema["Code"], scored.Schema["Features"], scored.Schema["Score"]]);
        var getCode = cursor.GetGetter<int>(scored.Schema["Code"]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> score = default, features = default;
        var code = 0;
        Assert.Equal(0, LeastBytes(() =>
        {
            for (var row = 0; row < RowCount; row++)
            {
                cursor.MoveNext();
                getCode(ref code);
                getFeatures(ref features);
                getScore(ref score);
            }
        }));
    }

    /// <summary>The fewest bytes that the calling thread allocates for an action that it runs some times. Now and then
    /// the runtime allocates a few for itself; what the action allocates, it allocates each time.</summary>
    private static long LeastBytes(Action action)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    /// <summary>A row whose features are always the same.</summary>
    private sealed class OneRow(DataViewSchema schema, VBuffer<float> features) : DataViewRow
    {
        private long _position;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => schema;

        public void MoveOn() => _position++;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() => throw new NotSupportedException();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)(object)(ValueGetter<VBuffer<float>>)(
                (ref VBuffer<float> value) => features.CopyTo(ref value));
    }
}
