using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Importance;

/// <summary>The score depends on the first feature, less on the second, and not on the third.</summary>
public sealed class PermutationFeatureImportanceTests
{
    private const int RowCount = 200;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_feature_of_regression_matters_as_much_as_the_score_depends_on_it()
    {
        var importance = _ml.Regression.PermutationFeatureImportance(Regressor(), Data<RegressionRow>());

        Assert.Equal(3, importance.Length);
        Assert.True(importance[0].MeanSquaredError.Mean > importance[1].MeanSquaredError.Mean);
        Assert.True(importance[1].MeanSquaredError.Mean > 0.01);
        Assert.True(importance[0].MeanAbsoluteError.Mean > 0);
        Assert.True(importance[0].RootMeanSquaredError.Mean > 0);
        Assert.True(importance[0].LossFunction.Mean > 0);
        Assert.True(importance[0].RSquared.Mean < 0);
        Assert.Equal(0, importance[2].MeanSquaredError.Mean);
        Assert.Equal(1, importance[0].MeanSquaredError.Count);
        Assert.Equal(0, importance[0].MeanSquaredError.StandardDeviation);
        Assert.Equal(0, importance[0].MeanSquaredError.StandardError);
    }

    [Fact]
    public void A_feature_of_two_classes_matters_as_much_as_the_score_depends_on_it()
    {
        var importance = _ml.BinaryClassification.PermutationFeatureImportance(BinaryClassifier(), Data<BinaryRow>());

        Assert.Equal(3, importance.Length);
        Assert.True(importance[0].Accuracy.Mean < importance[1].Accuracy.Mean);
        Assert.True(importance[1].Accuracy.Mean < 0);
        Assert.True(importance[0].AreaUnderRocCurve.Mean < 0);
        Assert.True(importance[0].AreaUnderPrecisionRecallCurve.Mean < 0);
        Assert.True(importance[0].F1Score.Mean < 0);
        Assert.True(importance[0].PositivePrecision.Mean < 0);
        Assert.True(importance[0].PositiveRecall.Mean < 0);
        Assert.True(importance[0].NegativePrecision.Mean < 0);
        Assert.True(importance[0].NegativeRecall.Mean < 0);
        Assert.Equal(0, importance[2].Accuracy.Mean);
    }

    [Fact]
    public void A_feature_of_several_classes_matters_as_much_as_the_score_depends_on_it()
    {
        var importance = _ml.MulticlassClassification.PermutationFeatureImportance(
            Classifier(), Data<MulticlassRow>(), permutationCount: 4);

        Assert.Equal(3, importance.Length);
        Assert.True(importance[0].MicroAccuracy.Mean < importance[1].MicroAccuracy.Mean);
        Assert.True(importance[1].MicroAccuracy.Mean < 0);
        Assert.True(importance[0].MacroAccuracy.Mean < 0);
        Assert.True(importance[0].LogLoss.Mean > 0);
        Assert.True(importance[0].LogLossReduction.Mean < 0);
        Assert.Equal(0, importance[0].TopKAccuracy.Mean);
        Assert.Equal(3, importance[0].PerClassLogLoss.Count);
        Assert.True(importance[0].PerClassLogLoss[0].Mean > 0);
        Assert.Equal(0, importance[2].LogLoss.Mean);
        Assert.Equal(4, importance[0].LogLoss.Count);
        Assert.Equal(4, importance[0].PerClassLogLoss[1].Count);
        Assert.True(importance[0].LogLoss.StandardDeviation > 0);
        Assert.Equal(importance[0].LogLoss.StandardDeviation / 2, importance[0].LogLoss.StandardError, 12);
    }

    [Fact]
    public void Each_permutation_only_reorders_the_values_of_one_feature()
    {
        var model = Regressor();
        var data = Data<RegressionRow>();
        var rows = data.GetColumn<float[]>("Features").ToArray();

        _ml.Regression.PermutationFeatureImportance(model, data, permutationCount: 2);

        var passes = model.Seen.Chunk(RowCount).ToArray();
        Assert.Equal(1 + 3 * 2, passes.Length);
        Assert.Equal(rows, passes[0]);
        for (int pass = 1; pass < passes.Length; pass++)
        {
            for (int slot = 0; slot < 3; slot++)
            {
                var values = passes[pass].Select(row => row[slot]).ToArray();
                if (slot == (pass - 1) / 2)
                {
                    Assert.NotEqual(rows.Select(row => row[slot]), values);
                    Assert.Equal(rows.Select(row => row[slot]).Order(), values.Order());
                }
                else
                {
                    Assert.Equal(rows.Select(row => row[slot]), values);
                }
            }
        }
    }

    [Fact]
    public void Sparse_features_stay_what_they_are()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new SparseRow
        {
            Features = i % 3 == 0 ? new(8, 0, [], []) : new(8, 2, [i, 1], i % 3 == 1 ? [1, 7] : [2, 7]),
            Label = i % 3 == 1 ? i : 0,
        }).ToArray());
        var model = new ScoringModel<SparseRow>(
            _ml, "Features", row => row.Score = row.Features.GetItemOrDefault(1));

        var importance = _ml.Regression.PermutationFeatureImportance(model, data);

        Assert.Equal(8, importance.Length);
        Assert.NotEqual(0, importance[1].MeanSquaredError.Mean);
        Assert.All(importance.Where((_, i) => i != 1), i => Assert.Equal(0, i.MeanSquaredError.Mean));
    }

    [Fact]
    public void Only_as_many_examples_are_used_as_asked_for()
    {
        var model = Regressor();

        _ml.Regression.PermutationFeatureImportance(model, Data<RegressionRow>(), numberOfExamplesToUse: 20);

        // The baseline is taken over all rows.
        Assert.Equal(RowCount + 3 * 20, model.Seen.Count);
        Assert.Throws<InvalidOperationException>(() => _ml.Regression.PermutationFeatureImportance(
            model, Data<RegressionRow>(), numberOfExamplesToUse: 0));
    }

    [Fact]
    public void The_importance_of_features_in_a_chain_is_found_by_their_names()
    {
        var regression = Data<RegressionRow>();
        var regressor = new TransformerChain<ITransformer>(FindableModel.Of(Regressor()));
        var binary = Data<BinaryRow>();
        var multiclass = Data<MulticlassRow>();

        var ofRegression = _ml.Regression.PermutationFeatureImportance(regressor, regression);
        var ofBinary = _ml.BinaryClassification.PermutationFeatureImportanceNonCalibrated(
            FindableModel.Of(BinaryClassifier()), binary);
        var ofMulticlass = _ml.MulticlassClassification.PermutationFeatureImportance(
            FindableModel.Of(Classifier()), multiclass);

        Assert.Equal(["Large", "Slot 2", "Small"], ofRegression.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["Large", "Slot 2", "Small"], ofBinary.Keys.Order(StringComparer.Ordinal));
        Assert.True(ofRegression["Large"].MeanSquaredError.Mean > ofRegression["Small"].MeanSquaredError.Mean);
        Assert.True(ofBinary["Large"].Accuracy.Mean < ofBinary["Small"].Accuracy.Mean);
        Assert.True(ofMulticlass["Large"].MicroAccuracy.Mean < ofMulticlass["Small"].MicroAccuracy.Mean);
        Assert.Equal(0, ofMulticlass["Slot 2"].MicroAccuracy.Mean);
    }

    [Fact]
    public void Features_without_names_are_an_error_of_the_overload_that_names_them()
    {
        var data = _ml.Data.LoadFromEnumerable(Rows<RegressionRow>());
        var model = FindableModel.Of(Regressor());

        var error = Assert.Throws<InvalidOperationException>(
            () => _ml.Regression.PermutationFeatureImportance(model, data));
        Assert.Contains("GetValue", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_a_predictor_is_an_error()
    {
        var data = Data<RegressionRow>();
        var copy = _ml.Transforms.CopyColumns("Copy", "Label").Fit(data);

        var error = Assert.Throws<ArgumentNullException>(
            () => _ml.Regression.PermutationFeatureImportance((ITransformer)copy, data));
        Assert.Contains("compatible predictor", error.Message, StringComparison.Ordinal);
    }

    private ScoringModel<RegressionRow> Regressor() =>
        new(_ml, "Features", row => row.Score = 3 * row.Features[0] + row.Features[1]);

    private ScoringModel<BinaryRow> BinaryClassifier() => new(_ml, "Features", row =>
    {
        row.Score = 3 * row.Features[0] + row.Features[1];
        row.PredictedLabel = row.Score > 0;
    });

    private ScoringModel<MulticlassRow> Classifier() => new(_ml, "Features", row =>
    {
        row.Score = new float[3];
        row.Score.AsSpan().Fill(0.1f);
        row.Score[row.ClassOf()] = 0.8f;
    });

    /// <summary>The rows with names for the first two of the three features.</summary>
    private IDataView Data<TRow>()
        where TRow : Row, new()
    {
        var definition = SchemaDefinition.Create(typeof(TRow));
        VBuffer<ReadOnlyMemory<char>> names = new(3, ["Large".AsMemory(), "Small".AsMemory(), default]);
        definition["Features"].AddAnnotation(
            "SlotNames", names, new VectorDataViewType(TextDataViewType.Instance, 3));
        return _ml.Data.LoadFromEnumerable(Rows<TRow>(), definition);
    }

    private static TRow[] Rows<TRow>()
        where TRow : Row, new()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, RowCount).Select(_ =>
            {
                float Draw() => random.NextSingle() * 2 - 1;
                var row = new TRow { Features = [Draw(), Draw(), Draw()] };
                row.SetLabel();
                return row;
            }),
        ];
    }

    private abstract class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public abstract void SetLabel();
    }

    private sealed class RegressionRow : Row
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public override void SetLabel() => Label = 3 * Features[0] + Features[1];
    }

    private sealed class BinaryRow : Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }

        public override void SetLabel() => Label = 3 * Features[0] + Features[1] > 0;
    }

    private sealed class MulticlassRow : Row
    {
        public float Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [0, 0, 0];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        public int ClassOf() => (3 * Features[0] + Features[1]) switch
        {
            < -1 => 0,
            < 1 => 1,
            _ => 2,
        };

        public override void SetLabel() => Label = ClassOf();
    }

    private sealed class SparseRow
    {
        [VectorType(8)]
        public VBuffer<float> Features { get; set; }

        public float Label { get; set; }

        public float Score { get; set; }
    }
}
