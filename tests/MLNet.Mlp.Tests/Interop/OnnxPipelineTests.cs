#if MLNET_ONNX
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.Mlp.ForeignRuntimes;
#endif

namespace MLNet.Mlp.Tests.Interop;

/// <summary>Whole pipelines, exported by ML.NET's <c>ConvertToOnnx</c>, give in ONNX Runtime what they give here.
/// </summary>
#if MLNET_ONNX
public sealed class OnnxPipelineTests : IDisposable
{
    private const int RowCount = 300;

    private static readonly string[] _soils = ["clay", "loam", "sand"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<Plant> _plants = Plants();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [OnnxRuntimeFact]
    public void A_class_is_predicted_alike()
    {
        Activation[] activations = [Activation.GELU, Activation.Maxout, Activation.Softplus];
        Check([.. activations.Select(activation => Featurize()
            .Append(_mlContext.MulticlassClassification.Trainers.Mlp(new MlpTrainer.Options
            {
                LabelColumnName = "Key",
                HiddenLayers = [16, 8],
                Activation = activation,
                BatchNormalization = activation == Activation.GELU,
                Seed = 3,
            }))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel")))],
            "Score", "PredictedLabel");
    }

    [OnnxRuntimeFact]
    public void One_of_two_classes_is_predicted_alike() =>
        Check([Featurize().Append(BinaryTrainer(new CrossEntropy()))], "Score", "Probability", "PredictedLabel");

    [OnnxRuntimeFact]
    public void One_of_two_classes_is_predicted_alike_without_a_probability() =>
        Check([Featurize().Append(BinaryTrainer(new Hinge()))], "Score", "PredictedLabel");

    /// <summary>With probabilities, with the hinge loss and a calibrator, and with plain scores.</summary>
    [OnnxRuntimeFact]
    public void A_class_is_predicted_alike_by_one_network_for_each()
    {
        (Loss Loss, bool UseProbabilities)[] cases =
            [(new CrossEntropy(), true), (new CrossEntropy(), false), (new Hinge(), true), (new Hinge(), false)];
        Check([.. cases.Select(each => Featurize()
            .Append(OneVersusAll("Features", each.Loss, each.UseProbabilities))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel")))],
            "Score", "PredictedLabel");
    }

    [OnnxRuntimeFact]
    public void Features_of_one_network_for_each_class_may_have_several_dimensions() => Check(
        [
            _mlContext.Transforms.Conversion.MapValueToKey("Key", "Species")
                .Append(OneVersusAll("Image", new CrossEntropy(), useProbabilities: true)),
        ],
        "Score");

    [OnnxRuntimeFact]
    public void Numbers_are_predicted_alike()
    {
        string[] labels = ["Height", "Sizes"]; // A number, and a vector.
        Check([.. labels.Select(label => Featurize()
            .Append(_mlContext.Regression.Trainers.Mlp(new MlpRegressionTrainer.Options
            {
                LabelColumnName = label,
                Activation = Activation.SiLU,
                Seed = 3,
            })))],
            "Score");
    }

    [OnnxRuntimeFact]
    public void Features_of_a_hidden_layer_are_alike()
    {
        var options = new MlpRegressionTrainer.Options
        {
            LabelColumnName = "Height",
            HiddenLayers = [8, 6],
            Activation = Activation.Tanh,
            Seed = 3,
        };
        Check(
            [
                Featurize()
                    .Append(_mlContext.Transforms.MlpFeatures("Learned", options, layer: 0))
                    .Append(_mlContext.Regression.Trainers.Mlp("Height", "Learned", hiddenLayers: [4])),
            ],
            "Learned", "Score");
    }

    /// <summary>Two networks, and columns that have the names of parts of the graph.</summary>
    [OnnxRuntimeFact]
    public void Names_are_not_mixed_up()
    {
        var trainer = _mlContext.Regression.Trainers.Mlp("Height", "layers.0.weight", hiddenLayers: [8]);
        Check(
            [
                Featurize("outputs")
                    .Append(_mlContext.Transforms.CopyColumns("layers.0.weight", "outputs"))
                    .Append(trainer)
                    .Append(_mlContext.Transforms.CopyColumns("First", "Score"))
                    .Append(trainer)
                    .Append(_mlContext.Transforms.CopyColumns("layers.1.sums", "outputs")),
            ],
            "Score", "First", "outputs", "layers.0.weight", "layers.1.sums");
    }

    [OnnxRuntimeFact]
    public void Features_may_have_several_dimensions() => Check(
        [
            _mlContext.Transforms.CopyColumns("Features", "Image")
                .Append(_mlContext.Regression.Trainers.Mlp("Height", hiddenLayers: [4])),
        ],
        "Score");

    [Fact]
    public void A_model_that_was_loaded_gives_the_same_graph()
    {
        CheckLoaded(Featurize().Append(BinaryTrainer(new CrossEntropy())));
        CheckLoaded(Featurize().Append(OneVersusAll("Features", new CrossEntropy(), useProbabilities: true)));
        CheckLoaded(Featurize().Append(OneVersusAll("Features", new Hinge(), useProbabilities: true)));
    }

    private void CheckLoaded(IEstimator<ITransformer> pipeline)
    {
        var model = pipeline.Fit(View);
        var path = Path.Combine(_folder, "model.zip");
        _mlContext.Model.Save(model, View.Schema, path);
        Assert.Equal(Convert(model), Convert(_mlContext.Model.Load(path, out _)));
    }

    private byte[] Convert(ITransformer model)
    {
        using var stream = new MemoryStream();
        _mlContext.Model.ConvertToOnnx(model, View, stream);
        return stream.ToArray();
    }

    private MlpBinaryTrainer BinaryTrainer(Loss loss) => _mlContext.BinaryClassification.Trainers.Mlp(
        new MlpBinaryTrainer.Options { LabelColumnName = "IsRare", Loss = loss, Seed = 3 });

    private OneVersusAllTrainer OneVersusAll(string features, Loss loss, bool useProbabilities) =>
        _mlContext.MulticlassClassification.Trainers.OneVersusAll(
            _mlContext.BinaryClassification.Trainers.Mlp(new MlpBinaryTrainer.Options
            {
                LabelColumnName = "Key",
                FeatureColumnName = features,
                HiddenLayers = [16, 8],
                Activation = Activation.GELU,
                BatchNormalization = true,
                Loss = loss,
                Seed = 3,
            }),
            "Key", useProbabilities: useProbabilities);

    private IDataView View => _mlContext.Data.LoadFromEnumerable(_plants);

    private EstimatorChain<ITransformer> Featurize(string features = "Features") =>
        new EstimatorChain<ITransformer>()
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Key", "Species"))
            .Append(_mlContext.Transforms.Categorical.OneHotEncoding("SoilVector", "Soil"))
            .Append(_mlContext.Transforms.NormalizeMinMax("Scaled", "Measures"))
            .Append<ITransformer>(_mlContext.Transforms.Concatenate(features, "Scaled", "SoilVector"));

    /// <summary>Trains pipelines, exports them, runs them, all in one process, and compares columns.</summary>
    private void Check(IReadOnlyList<IEstimator<ITransformer>> pipelines, params string[] columns)
    {
        var models = pipelines.Select(pipeline => pipeline.Fit(View)).ToArray();
        var results = ForeignRuntime.OnnxRuntime.Runtime!.Run([.. models.Select(Export)], _folder);
        foreach (var (model, result) in models.Zip(results))
        {
            var scored = model.Transform(View);
            foreach (var name in columns) AssertSame(scored, name, result[$"{name}.output"]);
        }
    }

    private static void AssertSame(IDataView scored, string name, ForeignTensor actual)
    {
        Assert.Equal(RowCount, actual.Dims[0]);
        switch (scored.Schema[name].Type)
        {
            case VectorDataViewType:
                AssertNear([.. scored.GetColumn<float[]>(name).SelectMany(value => value)], actual, name);
                break;
            case NumberDataViewType:
                AssertNear([.. scored.GetColumn<float>(name)], actual, name);
                break;
            case TextDataViewType:
                AssertEqual<string>([.. scored.GetColumn<string>(name)], actual);
                break;
            default:
                AssertEqual<bool>([.. scored.GetColumn<bool>(name)], actual);
                break;
        }
    }

    private static void AssertEqual<T>(T[] expected, ForeignTensor actual)
    {
        Assert.True(expected.Distinct().Count() > 1, "The model must predict several classes.");
        Assert.Equal(expected, actual.Values<T>());
    }

    /// <summary>1e-5, absolute for probabilities and small numbers, relative for numbers above 1.</summary>
    private static void AssertNear(float[] expected, ForeignTensor tensor, string name)
    {
        var actual = tensor.Values<float>();
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])),
                $"{name}[{i}]: expected {expected[i]:R}, got {actual[i]:R}.");
    }

    private ForeignCase Export(ITransformer model, int index)
    {
        var path = Path.Combine(_folder, $"{index}.onnx");
        File.WriteAllBytes(path, Convert(model));
        return new ForeignCase(path, new Dictionary<string, ForeignTensor>
        {
            ["Measures"] = ForeignTensor.Of([.. _plants.SelectMany(plant => plant.Measures)], RowCount, 3),
            ["Image"] = ForeignTensor.Of([.. _plants.SelectMany(plant => plant.Image)], RowCount, 2, 2),
            ["Sizes"] = ForeignTensor.Of([.. _plants.SelectMany(plant => plant.Sizes)], RowCount, 2),
            ["Height"] = ForeignTensor.Of([.. _plants.Select(plant => plant.Height)], RowCount, 1),
            ["Soil"] = ForeignTensor.Of([.. _plants.Select(plant => plant.Soil)], RowCount, 1),
            ["Species"] = ForeignTensor.Of([.. _plants.Select(plant => plant.Species)], RowCount, 1),
            ["IsRare"] = ForeignTensor.Of([.. _plants.Select(plant => plant.IsRare)], RowCount, 1),
        });
    }

    /// <summary>Plants whose species, rarity and size depend on what is measured, but not on that alone.</summary>
    private static List<Plant> Plants()
    {
        var random = new Random(1);
        float Draw() => 2 * random.NextSingle() - 1;
        return [.. Enumerable.Range(0, RowCount).Select(_ =>
        {
            var soil = random.Next(_soils.Length);
            float[] measures = [10 * Draw(), Draw(), 100 * Draw()];
            var height = measures[0] + soil + Draw();
            return new Plant
            {
                Measures = measures,
                Image = [measures[0] / 10, Draw(), Draw(), measures[1]],
                Soil = _soils[soil],
                Species = height > 3 ? "birch" : measures[1] > 0 ? "ash" : "cedar",
                IsRare = measures[2] + 30 * Draw() > 20,
                Height = height,
                Sizes = [height, measures[1] * measures[2] / 100],
            };
        })];
    }

    private sealed class Plant
    {
        [VectorType(3)]
        public float[] Measures { get; set; } = [];

        [VectorType(2, 2)]
        public float[] Image { get; set; } = [];

        public string Soil { get; set; } = "";

        public string Species { get; set; } = "";

        public bool IsRare { get; set; }

        public float Height { get; set; }

        [VectorType(2)]
        public float[] Sizes { get; set; } = [];
    }
}
#else
public class OnnxPipelineTests
{
    [Fact(Skip = "Needs Microsoft.ML.OnnxConverter, which goes with real ML.NET only.")]
    public void Pipelines_give_the_same_in_ONNX_Runtime()
    {
    }
}
#endif
