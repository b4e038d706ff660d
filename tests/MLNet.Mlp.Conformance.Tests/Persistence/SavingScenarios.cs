using System.IO.Compression;
using Microsoft.ML;

namespace MLNet.Mlp.Conformance.Tests.Persistence;

/// <summary>Models, saved and loaded by ML.NET.</summary>
public sealed class SavingScenarios : Scenarios, IDisposable
{
    private static readonly string[] _labels = ["Species", "Code", "IsCedar", "Height"];

    private readonly string _folder = Directory.CreateTempSubdirectory("conformance").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Scenario, Tasks]
    public void A_loaded_chain_gives_bitwise_the_same_scores_and_columns(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var loaded = Load(Save(trial, model), out _);
        trial.NoteSchema("loaded", loaded.GetOutputSchema(trial.Data().Schema));
        AssertSame(trial, model, loaded, trial.Data());
    });

    [Scenario, Tasks]
    public void A_bare_transformer_can_be_saved(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var model = trial.Fit(trial.Trainer(), data);
        AssertSame(trial, model, Load(Save(trial, model), out _), data);
    });

    [Scenario, Tasks]
    public void A_chain_with_featurization_scores_the_same_after_loading(LearningTask task) => Run(task, trial =>
    {
        var pipeline = trial.MakeLabel()
            .Append(trial.ML.Transforms.Categorical.OneHotEncoding("SoilSlots", "Soil"))
            .Append(trial.ML.Transforms.NormalizeMeanVariance("Features"))
            .Append(trial.ML.Transforms.Concatenate("Inputs", "SoilSlots", "Features"))
            .AppendCacheCheckpoint(trial.ML)
            .Append(trial.Trainer(features: "Inputs"));
        var model = trial.Fit(pipeline, trial.Data());
        AssertSame(trial, model, Load(Save(trial, model), out _), trial.Data());
    });

    [Scenario, Tasks]
    public void The_schema_of_the_data_is_saved_with_the_model(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        Load(Save(trial, model), out var schema);
        trial.NoteSchema("loaded", schema);
        Assert.Equal(SchemaText.Describe(trial.Data().Schema), SchemaText.Describe(schema));
    });

    [Scenario, Tasks]
    public void A_model_can_be_saved_without_a_schema(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        using var stream = new MemoryStream();
        trial.ML.Model.Save(model, null, stream);
        var loaded = Load(stream.ToArray(), out var schema);
        Assert.Null(schema);
        AssertSame(trial, model, loaded, trial.Data());
    });

    [Scenario, Tasks]
    public void A_file_is_written_and_read_by_its_path(LearningTask task) => Run(task, trial =>
    {
        var path = Path.Combine(_folder, "model.zip");
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        trial.ML.Model.Save(model, trial.Data().Schema, path);
        AssertSame(trial, model, new MLContext().Model.Load(path, out _), trial.Data());
    });

    [Scenario, Tasks]
    public void Saving_twice_writes_the_same(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        Assert.Equal(Entries(Save(trial, model)), Entries(Save(trial, model)));
    });

    [Scenario, Tasks]
    public void Saving_a_loaded_model_writes_what_was_loaded(LearningTask task) => Run(task, trial =>
    {
        var saved = Save(trial, trial.Fit(trial.Pipeline(), trial.Data()));
        Assert.Equal(Entries(saved), Entries(Save(trial, Load(saved, out _))));
    });

    [Scenario, Tasks]
    public void An_engine_of_a_loaded_model_gives_the_same_scores(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var predict = trial.Task.CreateEngine(new MLContext(), Load(Save(trial, model), out _));
        Assert.Equal(trial.Bits(model.Transform(trial.Data())), Trial.Bits(Plants.Rows().Select(predict)));
    });

    [Scenario, Tasks]
    public void An_engine_can_be_made_for_the_loaded_schema(LearningTask task) => Run(task, trial =>
    {
        var saved = Save(trial, trial.Fit(trial.Pipeline(), trial.Data()));
        var mlContext = new MLContext();
        var loaded = mlContext.Model.Load(new MemoryStream(saved), out var schema);
        using var engine = mlContext.Model.CreatePredictionEngine<Plant, Anything>(loaded, schema);
        trial.NoteSchema("engine", engine.OutputSchema);
        Assert.Equal("ash", engine.Predict(Plants.Rows()[0]).Species);
    });

    [Scenario, Tasks]
    public void A_loaded_model_has_the_same_metrics(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var loaded = Load(Save(trial, model), out _);
        Assert.Equal(trial.Evaluate(model.Transform(trial.Data())), trial.Evaluate(loaded.Transform(trial.Data())));
    });

    [Scenario, Tasks]
    public void A_pipeline_can_go_on_after_a_loaded_model(LearningTask task) => Run(task, trial =>
    {
        var model = trial.Fit(trial.Pipeline(), trial.Data());
        var scored = Load(Save(trial, model), out _).Transform(trial.Data());
        var more = trial.ML.Transforms.Concatenate("Inputs", "Features", "Score")
            .Append(trial.ML.Transforms.DropColumns([.. trial.Task.OutputColumns]))
            .Append(trial.Trainer(features: "Inputs"));
        trial.LearnsSomething(trial.Fit(more, scored).Transform(scored));
    });

    [Scenario, Tasks(LearningTask.Multiclass)]
    public void Names_of_classes_are_saved(LearningTask task) => Run(task, trial =>
    {
        foreach (var source in _labels)
        {
            var rows = Plants.Rows();
            foreach (var row in rows) row.Height = row.Code / 3f;
            var data = trial.Data(rows);
            var pipeline = trial.ML.Transforms.Conversion.MapValueToKey("Label", source).Append(trial.Trainer())
                .Append(trial.ML.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));
            var model = trial.Fit(pipeline, data);
            AssertSame(trial, model, Load(Save(trial, model), out _), data);
        }
    });

    [Scenario, Tasks]
    public void A_damaged_file_is_refused(LearningTask task) => Run(task, trial =>
    {
        var saved = Save(trial, trial.Fit(trial.Pipeline(), trial.Data()));
        foreach (var length in new[] { 0, 1, saved.Length / 4, saved.Length / 2, saved.Length - 1 })
            Assert.ThrowsAny<Exception>(() => Load(saved[..length], out _));
    });

    [Scenario, Tasks]
    public void A_loaded_model_refuses_data_without_its_features(LearningTask task) => Run(task, trial =>
    {
        var loaded = Load(Save(trial, trial.Fit(trial.Trainer(), trial.LabeledData())), out _);
        var without = trial.ML.Transforms.DropColumns("Features").Fit(trial.Data()).Transform(trial.Data());
        Assert.Contains("Features", trial.NoteError("transforming", () => loaded.Transform(without)).Message,
            StringComparison.Ordinal);
    });

    private sealed class Anything
    {
        public string? Species { get; set; }
    }

    private static void AssertSame(Trial trial, ITransformer model, ITransformer loaded, IDataView data)
    {
        var (before, after) = (model.Transform(data), loaded.Transform(data));
        Assert.Equal(SchemaText.Describe(before.Schema), SchemaText.Describe(after.Schema));
        Assert.Equal(trial.Bits(before), trial.Bits(after));
    }

    private static byte[] Save(Trial trial, ITransformer model)
    {
        using var stream = new MemoryStream();
        trial.ML.Model.Save(model, trial.Data().Schema, stream);
        return stream.ToArray();
    }

    private static ITransformer Load(byte[] saved, out DataViewSchema schema) =>
        new MLContext().Model.Load(new MemoryStream(saved), out schema);

    /// <summary>The names and contents of a model's files, which unlike the archive carry no time.</summary>
    private static List<(string Name, string Content)> Entries(byte[] saved)
    {
        using var archive = new ZipArchive(new MemoryStream(saved));
        return [.. archive.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open()) stream.CopyTo(content);
            return (entry.FullName, Convert.ToHexString(content.ToArray()));
        })];
    }
}
