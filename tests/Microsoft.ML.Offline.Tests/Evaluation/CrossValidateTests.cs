using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Evaluation;

/// <summary>The rows already carry scores, so a pipeline that only copies columns serves as the trainer.</summary>
public sealed class CrossValidateTests
{
    private const int Rows = 60;

    private readonly MLContext _ml = new(seed: 3);

    [Fact]
    public void Every_row_is_scored_in_exactly_one_fold()
    {
        var results = _ml.MulticlassClassification.CrossValidate(Multiclass(), Copy("Copy", "Id"), numberOfFolds: 4);

        Assert.Equal([0, 1, 2, 3], results.Select(r => r.Fold));
        var ids = results.SelectMany(r => r.ScoredHoldOutSet.GetColumn<float>("Copy"));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (float)i), ids.Order());
        Assert.All(results, r => Assert.NotEmpty(r.ScoredHoldOutSet.GetColumn<float>("Copy")));
    }

    [Fact]
    public void Each_fold_trains_on_the_rows_it_does_not_score()
    {
        var seen = new List<float[]>();
        var results = _ml.Regression.CrossValidate(Regression(), new Spy(seen, Copy("Copy", "Id")), numberOfFolds: 3);

        Assert.Equal(3, seen.Count);
        foreach (var (result, trained) in results.Zip(seen))
        {
            var scored = result.ScoredHoldOutSet.GetColumn<float>("Id").ToArray();
            Assert.Empty(trained.Intersect(scored));
            Assert.Equal(Rows, trained.Length + scored.Length);
            Assert.NotNull(result.Model);
        }
    }

    [Fact]
    public void Metrics_are_those_of_the_scored_rows()
    {
        var multiclass = _ml.MulticlassClassification.CrossValidate(Multiclass(), Copy("Copy", "Id"));
        var regression = _ml.Regression.CrossValidate(Regression(), Copy("Copy", "Id"));
        var binary = _ml.BinaryClassification.CrossValidate(Binary(), Copy("Copy", "Id"), numberOfFolds: 2);
        var nonCalibrated = _ml.BinaryClassification.CrossValidateNonCalibrated(
            Binary(), Copy("Copy", "Id"), numberOfFolds: 2);

        Assert.Equal(5, multiclass.Count);
        Assert.All(multiclass, r => Assert.Equal(
            _ml.MulticlassClassification.Evaluate(r.ScoredHoldOutSet).MicroAccuracy, r.Metrics.MicroAccuracy));
        Assert.All(regression, r => Assert.Equal(
            _ml.Regression.Evaluate(r.ScoredHoldOutSet).MeanSquaredError, r.Metrics.MeanSquaredError));
        Assert.All(binary, r => Assert.Equal(
            _ml.BinaryClassification.Evaluate(r.ScoredHoldOutSet).LogLoss, r.Metrics.LogLoss));
        Assert.All(nonCalibrated, r => Assert.Equal(
            _ml.BinaryClassification.EvaluateNonCalibrated(r.ScoredHoldOutSet).Accuracy, r.Metrics.Accuracy));
    }

    [Fact]
    public void Rows_with_the_same_sampling_key_stay_together()
    {
        var results = _ml.Regression.CrossValidate(
            Regression(), Copy("Copy", "Id"), numberOfFolds: 3, samplingKeyColumnName: "Group");

        var folds = results.Select(r => r.ScoredHoldOutSet.GetColumn<float>("Group").Distinct().ToArray()).ToArray();
        Assert.Equal(folds.Sum(f => f.Length), folds.SelectMany(f => f).Distinct().Count());
    }

    [Fact]
    public void A_seed_repeats_the_folds()
    {
        float[] First(int seed) => _ml.Regression.CrossValidate(Regression(), Copy("Copy", "Id"), seed: seed)[0]
            .ScoredHoldOutSet.GetColumn<float>("Id").ToArray();

        Assert.Equal(First(5), First(5));
        Assert.NotEqual(First(5), First(6));
    }

    [Fact]
    public void What_a_chain_keeps_for_testing_only_is_evaluated_too()
    {
        var pipeline = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(_ml.Transforms.CopyColumns("Score", "Label"), TransformerScope.TrainTest);

        var results = _ml.Regression.CrossValidate(Regression(), pipeline);

        Assert.All(results, r => Assert.Equal(0, r.Metrics.MeanSquaredError));
    }

    [Fact]
    public void There_must_be_at_least_two_folds()
        => Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Regression.CrossValidate(Regression(), Copy("Copy", "Id"), numberOfFolds: 1));

    private EstimatorChain<ITransformer> Copy(string output, string input)
        => new EstimatorChain<ITransformer>().Append<ITransformer>(_ml.Transforms.CopyColumns(output, input));

    private IDataView Multiclass() => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, Rows).Select(i => new MulticlassRow
        {
            Id = i,
            Label = (uint)(i % 3),
            Score = [i % 2, 0.3f, i % 5 / 5f],
        }).ToArray());

    private IDataView Regression() => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, Rows).Select(i => new RegressionRow
        {
            Id = i,
            Group = i % 12,
            Label = i,
            Score = i + i % 4,
        }).ToArray());

    private IDataView Binary() => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, Rows).Select(i => new BinaryRow
        {
            Id = i,
            Label = i % 2 == 0,
            Score = i % 7 - 3,
            Probability = (i % 7 + 1) / 9f,
        }).ToArray());

    private sealed class Spy(List<float[]> seen, IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            seen.Add(input.GetColumn<float>("Id").ToArray());
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }

    private sealed class MulticlassRow
    {
        public float Id { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class RegressionRow
    {
        public float Id { get; set; }

        public float Group { get; set; }

        public float Label { get; set; }

        public float Score { get; set; }
    }

    private sealed class BinaryRow
    {
        public float Id { get; set; }

        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
