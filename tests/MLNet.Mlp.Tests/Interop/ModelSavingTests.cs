using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLNet.Mlp.Tests.Interop;

public sealed class ModelSavingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly IDataView _trees;
    private readonly TransformerChain<KeyToValueMappingTransformer> _model;

    public ModelSavingTests()
    {
        _trees = _mlContext.LoadTrees();
        _model = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label"))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedSpecies", "PredictedLabel"))
            .Fit(_trees);
    }

    private string ModelPath => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_loaded_model_gives_bitwise_the_same_columns()
    {
        _mlContext.Model.Save(_model, _trees.Schema, ModelPath);
        var mlContext = new MLContext();
        var loaded = mlContext.Model.Load(ModelPath, out var inputSchema);

        Assert.Equal(["Features", "Species", "Code", "Key", "IsCedar", "Height", "Sizes"], inputSchema.Select(column => column.Name));
        var (before, after) = (_model.Transform(_trees), loaded.Transform(_trees));
        Assert.Equal(SchemaText.Describe(before.Schema), SchemaText.Describe(after.Schema));
        Assert.Equal(_mlContext.Predictions(before).Bits(), mlContext.Predictions(after).Bits());
        Assert.Equal(before.GetColumn<string>("PredictedSpecies"), after.GetColumn<string>("PredictedSpecies"));

        var transformer = ((IEnumerable<ITransformer>)loaded).OfType<MlpTransformer>().Single();
        Assert.Empty(transformer.Model.TrainingHistory);
        Assert.Equal("Features", transformer.FeatureColumnName);
        using var engine = mlContext.Model.CreatePredictionEngine<Tree, TreePrediction>(loaded);
        Assert.Equal(_mlContext.Predictions(before).Bits(),
            Trees.Rows().Select(tree => engine.Predict(tree)).ToList().Bits());
    }

    [Fact]
    public void A_transformer_alone_can_be_saved()
    {
        var model = _mlContext.Mlp().Fit(_trees);
        _mlContext.Model.Save(model, _trees.Schema, ModelPath);
        var loaded = _mlContext.Model.Load(ModelPath, out _);
        Assert.Equal(_mlContext.Predictions(model.Transform(_trees)).Bits(),
            _mlContext.Predictions(loaded.Transform(_trees)).Bits());
    }

    [Fact]
    public void A_model_can_be_saved_to_a_stream_and_saved_again_after_loading()
    {
        using var stream = new MemoryStream();
        _mlContext.Model.Save(_model, _trees.Schema, stream);
        stream.Position = 0;
        var loaded = _mlContext.Model.Load(stream, out var schema);

        using var again = new MemoryStream();
        _mlContext.Model.Save(loaded, schema, again);
        Assert.Equal(ModelZip.Read(stream.ToArray(), ModelZip.NetworkEntry),
            ModelZip.Read(again.ToArray(), ModelZip.NetworkEntry));
        var key = ModelZip.TransformerKey(stream.ToArray());
        Assert.Equal(ModelZip.Read(stream.ToArray(), key), ModelZip.Read(again.ToArray(), key));
    }

    [Fact]
    public void Saving_over_a_model_replaces_it()
    {
        File.WriteAllBytes(ModelPath, new byte[1 << 20]);
        _mlContext.Model.Save(_model, _trees.Schema, ModelPath);
        Assert.InRange(new FileInfo(ModelPath).Length, 1, 1 << 16);
        _mlContext.Model.Load(ModelPath, out _);
    }

    [Fact]
    public void The_zip_holds_the_network_for_other_tools()
    {
        _mlContext.Model.Save(_model, _trees.Schema, ModelPath);
        var network = NetworkFile.Load(new MemoryStream(ModelZip.Read(File.ReadAllBytes(ModelPath),
            ModelZip.NetworkEntry)));
        using var again = new MemoryStream();
        NetworkFile.Save(network, again);
        Assert.Equal(_model.OfType<MlpTransformer>().Single().Bytes(), again.ToArray());
    }

    [Fact]
    public async Task A_process_that_never_mentions_the_library_loads_the_model_and_scores_bitwise_the_same()
    {
        var keyed = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species").Fit(_trees).Transform(_trees);
        var model = _mlContext.Transforms.NormalizeMinMax("Features")
            .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label"))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedSpecies", "PredictedLabel"))
            .Fit(keyed);
        _mlContext.Model.Save(model, keyed.Schema, ModelPath);

        var rows = Trees.Rows(9, seed: 5);
        var scored = model.Transform(_mlContext.LoadTrees(rows));
        var expected = _mlContext.Predictions(scored).Zip(scored.GetColumn<string>("PredictedSpecies"),
            (prediction, species) =>
            string.Join(' ', new[] { prediction }.Bits().Select(bits =>
                bits.ToString("x8", CultureInfo.InvariantCulture))) +
            $" {prediction.PredictedLabel} {species}");

        var start = new ProcessStartInfo(Metadata("DotnetHost"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var argument in new[] { "exec", Metadata("ScorerPath"), ModelPath }) start.ArgumentList.Add(argument);
        foreach (var row in rows)
            start.ArgumentList.Add(string.Join(',',
                row.Features.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(expected,
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')));
    }

    private static string Metadata(string key) => typeof(ModelSavingTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
