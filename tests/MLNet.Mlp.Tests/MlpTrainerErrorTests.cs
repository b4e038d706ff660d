using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests;

public class MlpTrainerErrorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData(nameof(MlpTrainer.Options.NumberOfEpochs), 0, "at least 1; got 0")]
    [InlineData(nameof(MlpTrainer.Options.NumberOfEpochs), -1, "at least 1; got -1")]
    [InlineData(nameof(MlpTrainer.Options.BatchSize), 0, "at least 1; got 0")]
    [InlineData(nameof(MlpTrainer.Options.LearningRate), 0f, "positive and finite; got 0")]
    [InlineData(nameof(MlpTrainer.Options.LearningRate), -0.1f, "positive and finite; got -0.1")]
    [InlineData(nameof(MlpTrainer.Options.LearningRate), float.NaN, "positive and finite; got NaN")]
    [InlineData(nameof(MlpTrainer.Options.LearningRate), float.PositiveInfinity, "positive and finite; got Infinity")]
    [InlineData(nameof(MlpTrainer.Options.Momentum), 1f, "in [0, 1); got 1")]
    [InlineData(nameof(MlpTrainer.Options.Momentum), -0.1f, "in [0, 1); got -0.1")]
    [InlineData(nameof(MlpTrainer.Options.Momentum), float.NaN, "in [0, 1); got NaN")]
    [InlineData(nameof(MlpTrainer.Options.WeightDecay), -1f, "zero or positive, and finite; got -1")]
    [InlineData(nameof(MlpTrainer.Options.ConvergenceTolerance), -1f, "zero or positive, and finite; got -1")]
    [InlineData(nameof(MlpTrainer.Options.ConvergencePatience), -1, "at least 0; got -1")]
    [InlineData(nameof(MlpTrainer.Options.Threads), 0, "at least 1; got 0")]
    public void Options_out_of_range_are_refused_by_name(string name, object value, string constraint)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            _mlContext.Mlp(o => typeof(MlpTrainer.Options).GetProperty(name)!.SetValue(o, value)));
        Assert.Equal(name, error.ParamName);
        Assert.StartsWith($"{name} must be {constraint}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_names_are_refused_with_the_known_ones()
    {
        Options_out_of_range_are_refused_by_name(nameof(MlpTrainer.Options.Activation), (Activation)99,
            $"one of {string.Join(", ", Enum.GetNames<Activation>())}; got 99");
        Options_out_of_range_are_refused_by_name(nameof(MlpTrainer.Options.WeightInitialization), (WeightInitialization)99,
            $"one of {string.Join(", ", Enum.GetNames<WeightInitialization>())}; got 99");
    }

    [Fact]
    public void Hidden_layers_must_have_units()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _mlContext.Mlp(o => o.HiddenLayers = [8, 0]));
        Assert.StartsWith("HiddenLayers[1] must be at least 1; got 0.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(nameof(MlpTrainer.Options.HiddenLayers), () =>
            _mlContext.Mlp(o => o.HiddenLayers = null!));
    }

    [Fact]
    public void Column_names_must_not_be_empty()
    {
        Assert.Throws<ArgumentException>(nameof(MlpTrainer.Options.LabelColumnName), () =>
            _mlContext.Mlp(o => o.LabelColumnName = ""));
        Assert.Throws<ArgumentException>(nameof(MlpTrainer.Options.FeatureColumnName), () =>
            _mlContext.Mlp(o => o.FeatureColumnName = ""));
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new MlpTrainer(null!));
        Assert.Throws<ArgumentNullException>(() => _mlContext.Mlp().Fit(null!));
        Assert.Throws<ArgumentNullException>(() => _mlContext.Mlp().GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => MlpCatalog.Mlp(null!, new MlpTrainer.Options()));
    }

    [Fact]
    public void A_label_with_a_single_key_is_refused() =>
        Assert.Equal("The label column 'Key' must have from 2 to 2147483647 classes; got 1.", FitFails(
            _mlContext.Data.LoadFromEnumerable([new SingleKeyRow()])));

    [Fact]
    public void Rows_of_one_class_only_are_refused() =>
        Assert.Equal("The label column 'Key' must hold at least 2 different classes; all 50 rows have the same.", FitFails(
            _mlContext.LoadTrees(Trees.Rows().Where(row => row.Key == 1))));

    [Fact]
    public void Data_without_rows_is_refused() =>
        Assert.Equal("The training data has no rows.", FitFails(_mlContext.LoadTrees([])));

    [Fact]
    public void Data_of_which_no_row_is_left_is_refused() =>
        Assert.Equal("No row is left to train on: 2 rows have no label in 'Key', and 1 have a NaN or infinite value in 'Features'.", FitFails(
            _mlContext.LoadTrees(
            [
                new Tree { Features = new float[4], Key = Tree.MissingKey },
                new Tree { Features = [1, 1, 1, 1], Key = Tree.MissingKey },
                new Tree { Features = [1, float.NaN, 1, 1], Key = 1 },
            ])));

    private string FitFails(IDataView data) =>
        Assert.Throws<InvalidOperationException>(() => _mlContext.Mlp().Fit(data)).Message;

    [Fact]
    public void Divergence_names_the_step_and_a_remedy_and_keeps_the_last_good_model()
    {
        var data = _mlContext.LoadTrees();
        var error = Assert.Throws<MlpDivergedException>(() => _mlContext.Mlp(o =>
        {
            o.LearningRate = 1e20f;
            o.Activation = Activation.Identity;
        }).Fit(data));
        Assert.Matches(@"in epoch 1, batch \d, with LearningRate 1E\+20\. Try a LearningRate of 1E\+19", error.Message);
        var cause = Assert.IsType<TrainingDivergedException>(error.InnerException);
        Assert.Equal((1, 1e20f), (cause.Epoch, cause.LearningRate));

        var predictions = _mlContext.Predictions(error.LastGoodModel.Transform(data));
        Assert.Equal(150, predictions.Count);
        Assert.All(predictions, p => Assert.Equal(1, p.Score.Sum(), 1e-5));
        Assert.Empty(error.LastGoodModel.Model.TrainingHistory);
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_refused_unless_there_may_be_a_fallback()
    {
        var strict = new MLContext(seed: 1) { GpuDeviceId = NoGpu };
        AssertRefusal(
            Assert.Throws<InvalidOperationException>(() => strict.Mlp().Fit(strict.LoadTrees())).Message,
            $"MLContext.GpuDeviceId is {NoGpu}, which cannot be used. ",
            " Leave GpuDeviceId null to train on the CPU, or set MLContext.FallbackToCpu.");
        AssertRefusal(
            Assert.Throws<InvalidOperationException>(() =>
                _mlContext.Mlp(o => o.Device = MlpDevice.Gpu(NoGpu)).Fit(_mlContext.LoadTrees())).Message,
            $"Device is GPU {NoGpu}, which cannot be used. ",
            " Try MlpDevice.Cpu to train on the CPU, or set MLContext.FallbackToCpu.");

        var tolerant = new MLContext(seed: 1) { GpuDeviceId = NoGpu, FallbackToCpu = true };
        var warnings = tolerant.Listen(ChannelMessageKind.Warning);
        var model = tolerant.Mlp().Fit(tolerant.LoadTrees());
        AssertRefusal(Assert.Single(warnings),
            $"MLContext.GpuDeviceId is {NoGpu}, which cannot be used. ", " Falling back to the CPU.");
        Assert.Equal(_mlContext.Mlp().Fit(_mlContext.LoadTrees()).Bytes(), model.Bytes());

        // The option goes before the context.
        strict.Mlp(o => o.Device = MlpDevice.Cpu).Fit(strict.LoadTrees());
    }

    /// <summary>The number of a GPU that no machine has.</summary>
    private const int NoGpu = 1000;

    private static void AssertRefusal(string message, string start, string end)
    {
        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.EndsWith(end, message, StringComparison.Ordinal);
        var reason = message[start.Length..^end.Length];
#if HAS_ILGPU
        Assert.Contains($"{NoGpu}", reason, StringComparison.Ordinal);
#else
        Assert.Equal("This build of MLNet.Mlp has no GPU backend, as ILGPU could not be restored.", reason);
#endif
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gpu_asked_for_after_the_trainer_was_made_is_refused_too(bool byConstructor)
    {
        var trainer = byConstructor
            ? new MlpTrainer(_mlContext, MLContextExtensions.Options())
            : _mlContext.Mlp();
        _mlContext.GpuDeviceId = NoGpu;
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(_mlContext.LoadTrees()));
        _mlContext.FallbackToCpu = true;
        trainer.Fit(_mlContext.LoadTrees());
    }

    public sealed class SingleKeyRow
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];

        [KeyType(1)]
        public uint Key { get; set; }
    }
}
