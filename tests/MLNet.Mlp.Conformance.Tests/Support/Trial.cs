using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>One run of a scenario with one trainer. Keeps as text what was seen of the trainer, which must be the same
/// for ours and for the built-in one; columns of the data that a model hands on as they are, by their names
/// alone.</summary>
internal sealed class Trial(LearningTask task, bool isOurs)
{
    private readonly List<string> _transcript = [];

    public MLContext ML { get; } = new(seed: 1);

    public TaskKit Task { get; } = TaskKit.Of(task);

    /// <summary>Whether the trainer is ours, not the built-in one.</summary>
    public bool IsOurs { get; } = isOurs;

    public string TrainerName => IsOurs ? "our trainer" : "the built-in trainer";

    public IReadOnlyList<string> Transcript => _transcript;

    public IDataView Data(IEnumerable<Plant>? rows = null) => ML.Data.LoadFromEnumerable(rows ?? Plants.Rows());

    /// <summary>The plants with a column Label for the task.</summary>
    public IDataView LabeledData(IEnumerable<Plant>? rows = null)
    {
        var data = Data(rows);
        return MakeLabel().Fit(data).Transform(data);
    }

    public IEstimator<ITransformer> MakeLabel(string name = "Label") => Task.MakeLabel(ML, name);

    public IEstimator<ITransformer> Trainer(string label = "Label", string features = "Features") =>
        Create(ML, label, features);

    /// <summary>A trainer that weighs rows.</summary>
    public IEstimator<ITransformer> WeightedTrainer(string weight) => Create(ML, weight: weight);

    /// <summary>A trainer of another context.</summary>
    public IEstimator<ITransformer> Create(
        MLContext mlContext, string label = "Label", string features = "Features", string? weight = null)
    {
#if REAL_MLNET
        if (!IsOurs) return Task.CreateBuiltIn(mlContext, label, features, weight);
#endif
        return Task.CreateOurs(mlContext, label, features, options => options.ExampleWeightColumnName = weight);
    }

    /// <summary>Our trainer, in scenarios that no built-in has, with options of its own.</summary>
    public MlpTrainerBase Ours(Action<MlpOptions> change, string label = "Label") =>
        Task.CreateOurs(ML, label, "Features", change);

    /// <summary>The label and the trainer.</summary>
    public EstimatorChain<ITransformer> Pipeline() => MakeLabel().Append(Trainer());

    /// <summary>Trains, and notes all that the pipeline announces and all that the model says of its columns.</summary>
    /// <param name="pipeline">What to train.</param>
    /// <param name="data">What with.</param>
    /// <param name="inAnyOrder">Whether trainers may differ in the order of their columns.</param>
    public ITransformer Fit(IEstimator<ITransformer> pipeline, IDataView data, bool inAnyOrder = false)
    {
        var shape = ShapeProbe.ShapeOf(data);
        var announced = SchemaText.Describe(pipeline.GetOutputSchema(shape));
        Note("announced", announced.Except(SchemaText.Describe(shape)));

        var model = pipeline.Fit(data);
        var schema = model.GetOutputSchema(data.Schema);
        var trained = SchemaText.Describe(schema);
        Assert.Equal(trained, SchemaText.Describe(model.Transform(data).Schema));
        if (!inAnyOrder) Note("order", string.Join(", ", schema.Select(column => column.Name)));
        Note("trained", trained.Except(SchemaText.Describe(data.Schema)).Order(StringComparer.Ordinal));
        return model;
    }

    public void NoteSchema(string heading, DataViewSchema schema) => Note(heading, SchemaText.Describe(schema));

    /// <summary>Notes what both trainers must have alike.</summary>
    public void Note(string heading, params IEnumerable<string> lines)
    {
        _transcript.Add($"-- {heading}");
        _transcript.AddRange(lines);
    }

    /// <summary>Notes which error an action ends with, and returns it.</summary>
    public Exception NoteError(string heading, Action action)
    {
        var error = Assert.ThrowsAny<Exception>(action);
        Note($"{heading}: {error.GetType().Name}");
        return error;
    }

    public Dictionary<string, double> Evaluate(IDataView scored, string label = "Label") =>
        Task.Evaluate(ML, scored, label);

    /// <summary>The messages of some kinds that are logged from now on.</summary>
    public List<string> Listen(params ChannelMessageKind[] kinds)
    {
        List<string> messages = [];
        ML.Log += (_, log) =>
        {
            if (kinds.Contains(log.Kind)) messages.Add(log.RawMessage);
        };
        return messages;
    }

    /// <summary>Asserts that scores are better than guesses, with room for few rows and epochs.</summary>
    public void LearnsSomething(IDataView scored)
    {
        var metrics = Evaluate(scored);
        Assert.InRange(metrics[Task.Quality], Task.QualityOfGuesses + 0.1, 1);
    }

    /// <summary>The bits of all scores: equal only if the scores are bitwise equal.</summary>
    public uint[] Bits(IDataView scored) => Bits(Task.Scores(scored));

    public static uint[] Bits(IEnumerable<float[]> scores) =>
        [.. scores.SelectMany(row => row).Select(BitConverter.SingleToUInt32Bits)];
}
