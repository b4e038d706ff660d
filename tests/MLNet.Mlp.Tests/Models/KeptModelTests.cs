using Microsoft.ML;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests.Models;

/// <summary>
/// Models once written must load for ever. After raising the version of a format, add its models and commit them, in
/// each lane:
/// <code>
/// MLNET_MLP_KEEP_MODELS=$PWD/tests/MLNet.Mlp.Tests/Models dotnet test tests/MLNet.Mlp.Tests --filter KeptModelTests
/// </code>
/// It writes those that are not there yet, and leaves the others alone.
/// </summary>
public class KeptModelTests
{
#if REAL_MLNET
    private const string Lane = "package";
#else
    private const string Lane = "offline";
#endif

    private readonly MLContext _mlContext = new(seed: 1);

    /// <summary>Where models are to be written, or null if the ones there are must do.</summary>
    private static string? KeepIn => Environment.GetEnvironmentVariable("MLNET_MLP_KEEP_MODELS");

    private static string Folder => Path.Combine(KeepIn ?? Path.Combine(AppContext.BaseDirectory, "Models"), Lane);

    /// <summary>One of each kind of model, as today's code writes it.</summary>
    private (string Kind, uint Version, Func<IEstimator<ITransformer>> Create)[] Kinds() =>
    [
        ("multiclass", NativeModelFormat.Version, () =>
            _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
                .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label"))
                .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedSpecies", "PredictedLabel"))),
        ("multiclass-of-keys", NativeModelFormat.Version, () => _mlContext.Mlp(o =>
            (o.HiddenLayers, o.Activation, o.Dropout, o.BatchNormalization) = ([5, 3], Activation.Maxout, 0.1f, true))),
        ("binary", NativeModelFormat.Version, () => Binary(new CrossEntropy())),
        ("binary-hinge", NativeModelFormat.Version, () => Binary(new Hinge())),
        ("regression", NativeModelFormat.Version, () => Regression("Height")),
        ("regression-of-vectors", NativeModelFormat.Version, () => Regression("Sizes")),
        ("features", FeatureModelFormat.Version, () => _mlContext.Transforms.MlpFeatures(
            "Learned", MLContextExtensions.Options())),
#if REAL_MLNET
        ("one-versus-all", ScorePredictor.Version, () => OneVersusAll(new CrossEntropy())),
        ("one-versus-all-hinge", ScorePredictor.Version, () => OneVersusAll(new Hinge())),
#endif
    ];

    private MlpBinaryTrainer Binary(Loss loss, string label = "IsCedar") =>
        _mlContext.BinaryClassification.Trainers.Mlp(new MlpBinaryTrainer.Options
        {
            LabelColumnName = label,
            HiddenLayers = [4],
            Activation = Activation.SiLU, // Unlike ReLU it is 0 for no row, so that each row tests all weights.
            NumberOfEpochs = 5,
            Seed = 7,
            Loss = loss,
        });

    private MlpRegressionTrainer Regression(string label) =>
        _mlContext.Regression.Trainers.Mlp(new MlpRegressionTrainer.Options
        {
            LabelColumnName = label,
            HiddenLayers = [4],
            Activation = Activation.SiLU,
            NumberOfEpochs = 5,
            Seed = 7,
        });

#if REAL_MLNET
    private Microsoft.ML.Trainers.OneVersusAllTrainer OneVersusAll(Loss loss) =>
        _mlContext.MulticlassClassification.Trainers.OneVersusAll(Binary(loss, "Key"), "Key");
#endif

    [Fact]
    public void One_of_each_kind_in_todays_format_is_kept()
    {
        var trees = _mlContext.LoadTrees();
        foreach (var (kind, version, create) in Kinds())
        {
            var kept = new KeptModel(Folder, $"{kind}-{version:x8}");
            if (KeepIn is not null && !File.Exists(kept.ModelPath)) kept.Write(create().Fit(trees));
            Assert.True(File.Exists(kept.ModelPath), $"{kept.ModelPath} must be kept; see {nameof(KeptModelTests)}.");
        }
    }

    [Fact]
    public void Each_says_what_it_said_when_it_was_written()
    {
        var kept = KeptModel.In(Folder);
        Assert.Contains(kept, model => model.Name == "multiclass-00010001");
        Assert.All(kept, model => model.Check());
    }
}
