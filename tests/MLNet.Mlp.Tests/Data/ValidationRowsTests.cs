using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Data;

public class ValidationRowsTests
{
    private const string Remedy = "Try the transforms that were fitted on the training data.";

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly IDataView _train;
    private readonly IDataView _validation;

    public ValidationRowsTests() =>
        (_train, _validation) = (_mlContext.LoadTrees(), _mlContext.LoadTrees(Trees.Rows(60, seed: 2)));

    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void An_option_and_an_argument_measure_alike_and_choose_the_model(TrainerKind kind)
    {
        void Change(MlpOptions o) => (o.LearningRate, o.NumberOfEpochs) = (0.5f, 8);
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var byArgument = kind.Trainer(_mlContext, Change).Fit(_train, _validation);
        var byOption = kind.Trainer(_mlContext, o =>
        {
            Change(o);
            o.ValidationSet = _validation;
        }).Fit(_train);
        Assert.Equal(byArgument.Bytes(), byOption.Bytes());
        Assert.Contains("Validation set: 60 rows, in memory.", info);

        var history = byOption.Model.TrainingHistory;
        Assert.All(history, report => Assert.Equal(150, report.RowCount));
        var best = history.MinBy(report => report.Validation!.Loss)!;
        Assert.Contains($"Training ended after {history.Count} epochs: EpochsDone. The model is the one after epoch " +
            $"{best.Epoch}.", info);
        var upToBest = kind.Trainer(_mlContext, o =>
        {
            Change(o);
            o.NumberOfEpochs = best.Epoch;
        }).Fit(_train);
        Assert.Equal(upToBest.Bytes(), byOption.Bytes());
    }

    [Fact]
    public void The_loss_is_that_of_the_validation_rows()
    {
        var model = _mlContext.Mlp(o => o.NumberOfEpochs = 1).Fit(_train, _validation);
        var metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(_validation), "Key");
        var validation = model.Model.TrainingHistory[0].Validation!;
        Assert.Equal(metrics.LogLoss, validation.Loss, 1e-5);
        Assert.Equal(metrics.MicroAccuracy, validation.Accuracy!.Value, 1e-9);
    }

    [Fact]
    public void A_set_works_within_a_pipeline()
    {
        var featurizer = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Transforms.NormalizeMinMax("Features")).Fit(_train);
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Transforms.NormalizeMinMax("Features"))
            .Append(_mlContext.Mlp(o =>
            {
                o.LabelColumnName = "Label";
                o.ValidationSet = featurizer.Transform(_validation);
            }))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        pipeline.Fit(_train);
        Assert.Contains("Validation set: 60 rows, in memory.", info);
    }

    [Theory]
    [InlineData(RowStorage.Memory)]
    [InlineData(RowStorage.Stream)]
    public void Rows_that_training_would_skip_are_skipped(RowStorage storage)
    {
        var rows = Trees.Rows(60, seed: 2);
        rows[0].Key = Tree.MissingKey;
        rows[1].Features[0] = float.NaN;
        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var trainer = _mlContext.Mlp(o => o.RowStorage = storage);
        var model = trainer.Fit(_train, _mlContext.LoadTrees(rows));
        Assert.Equal(["Skipped 1 rows of the validation set whose label 'Key' is missing.",
            "Skipped 1 rows of the validation set with a NaN or infinite value in 'Features'."], warnings);
        Assert.Equal(trainer.Fit(_train, _mlContext.LoadTrees(rows.Skip(2))).Bytes(), model.Bytes());

        string Refused(IEnumerable<Tree> validation) => Assert.Throws<InvalidOperationException>(() =>
            trainer.Fit(_train, _mlContext.LoadTrees(validation))).Message;
        Assert.Equal("The validation data has no rows.", Refused([]));
        Assert.Equal("No row is left to measure on: 1 rows have no label in 'Key', " +
            "and 0 have a NaN or infinite value in 'Features'.", Refused(rows.Take(1)));
    }

    [Fact]
    public void Weights_of_rows_count_in_validation_too()
    {
        var rows = Trees.Rows();
        foreach (var row in rows) row.Height = 1;
        var validation = Trees.Rows(60, seed: 2);
        double Loss(float weightOfCedars)
        {
            foreach (var row in validation) row.Height = row.IsCedar ? weightOfCedars : 1;
            var model = _mlContext.Mlp(o => o.ExampleWeightColumnName = "Height")
                .Fit(_mlContext.LoadTrees(rows), _mlContext.LoadTrees(validation));
            return model.Model.TrainingHistory[0].Validation!.Loss;
        }
        Assert.NotEqual(Loss(1), Loss(9));
    }

    [Fact]
    public void Sparse_training_rows_are_measured_on_sparse_rows()
    {
        var rows = WideRow.Rows(120);
        var model = _mlContext.Mlp(o => o.HiddenLayers = [2]).Fit(
            _mlContext.Data.LoadFromEnumerable(rows[..90]), _mlContext.Data.LoadFromEnumerable(rows[90..]));
        Assert.True(model.Model.TrainingHistory[^1].Validation!.Loss < model.Model.TrainingHistory[0].Validation!.Loss);
    }

    [Fact]
    public void Missing_columns_and_wrong_types_are_those_of_the_validation_set()
    {
        var trainer = _mlContext.Mlp();
        Assert.Equal("The validation set's feature column 'Features' must be in the data; its columns are Key.",
            Message(trainer, _mlContext.Data.LoadFromEnumerable([new KeyRow()])));
        Assert.Equal("The validation set's label column 'Key' must be in the data; its columns are Features.",
            Message(trainer, _mlContext.Data.LoadFromEnumerable([new PairRow()])));
        Assert.Equal("The validation set's label column 'Key' must be a key (Key<UInt32>); got UInt32. " +
            "Try MapValueToKey to make one.", Message(trainer, _mlContext.Data.LoadFromEnumerable([new NumberRow()])));

        var weights = _mlContext.Mlp(o => o.ExampleWeightColumnName = "Height");
        Assert.Equal("The validation set's example weight column 'Height' must be in the data; " +
            "its columns are Features, Key.",
            Message(weights, _mlContext.Data.LoadFromEnumerable([new FiveClassesRow()])));
    }

    [Fact]
    public void Sizes_must_be_those_of_training()
    {
        Assert.Equal("The validation set's 'Features' has 2 features but training has 4. " + Remedy, Message(
            _mlContext.Mlp(), _mlContext.Data.LoadFromEnumerable([new PairRowWithKey()])));
        Assert.Equal("The validation set's 'Key' has 5 classes but training has 3. " + Remedy, Message(
            _mlContext.Mlp(), _mlContext.Data.LoadFromEnumerable([new FiveClassesRow()])));
        Assert.Equal("The validation set's 'Sizes' has 3 numbers but training has 2. " + Remedy, Message(
            TrainerKind.Regression.Trainer(_mlContext), _mlContext.Data.LoadFromEnumerable([new ThreeSizesRow()])));
    }

    [Fact]
    public void Keys_must_stand_for_what_they_do_in_training()
    {
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species");
        var train = keys.Fit(_train).Transform(_train);
        var other = _mlContext.LoadTrees(Trees.Rows(60).AsEnumerable().Reverse());
        var trainer = _mlContext.Mlp(o => o.LabelColumnName = "Label");
        Assert.Equal("The validation set's 'Label' must have the keys of training; got 'cedar' for key 1, which in " +
            "training is 'ash'. " + Remedy, Message(trainer,
                keys.Fit(other).Transform(other), train));
        trainer.Fit(train, keys.Fit(_train).Transform(other));
    }

    [Fact]
    public void Only_one_source_of_validation_rows_is_allowed()
    {
        var error = Assert.Throws<ArgumentException>("validationData", () =>
            _mlContext.Mlp(o => o.ValidationSet = _validation).Fit(_train, _validation));
        Assert.StartsWith("validationData must be null where the options have a ValidationSet.", error.Message,
            StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>("validationData", () =>
            _mlContext.Mlp(o => o.ValidationFraction = 0.1f).Fit(_train, _validation));
        Assert.StartsWith("validationData must be null where the options have a ValidationFraction.", error.Message,
            StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(nameof(MlpOptions.ValidationFraction), () =>
            _mlContext.Mlp(o => (o.ValidationSet, o.ValidationFraction) = (_validation, 0.1f)));
        Assert.StartsWith("ValidationFraction must be 0 where there is a ValidationSet; got 0.1.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>("validationData", () => _mlContext.Mlp().Fit(_train, (IDataView)null!));
        Assert.Throws<ArgumentNullException>("trainData", () => _mlContext.Mlp().Fit(null!, _validation));
    }

    private string Message(MlpTrainerBase trainer, IDataView validation, IDataView? train = null) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(train ?? _train, validation)).Message;

    public class PairRow
    {
        [VectorType(2)]
        public float[] Features { get; set; } = new float[2];
    }

    public sealed class PairRowWithKey : PairRow
    {
        [KeyType(3)]
        public uint Key { get; set; }
    }

    public sealed class KeyRow
    {
        [KeyType(3)]
        public uint Key { get; set; }
    }

    public sealed class NumberRow
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];

        public uint Key { get; set; }
    }

    public sealed class FiveClassesRow
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];

        [KeyType(5)]
        public uint Key { get; set; }
    }

    public sealed class ThreeSizesRow
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];

        [VectorType(3)]
        public float[] Sizes { get; set; } = new float[3];
    }
}
