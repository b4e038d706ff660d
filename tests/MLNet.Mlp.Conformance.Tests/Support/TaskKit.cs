using Microsoft.ML;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>How a task is done with ML.NET: its trainers, its metrics, and the plants' label for it.</summary>
internal abstract class TaskKit
{
    public static TaskKit Of(LearningTask task) => task switch
    {
        LearningTask.Multiclass => new MulticlassKit(),
        LearningTask.Binary => new BinaryKit(),
        _ => new RegressionKit(),
    };

    /// <summary>The columns that a model adds.</summary>
    public abstract IReadOnlyList<string> OutputColumns { get; }

    /// <summary>What makes a label of a column of the plants.</summary>
    public abstract IEstimator<ITransformer> MakeLabel(MLContext mlContext, string name);

    /// <summary>Makes a row's label a missing one.</summary>
    /// <returns>False if the label has no missing value.</returns>
    public abstract bool TryRemoveLabel(Plant plant);

    /// <summary>The column of the plants that is a label as it stands.</summary>
    public abstract string PlainLabel { get; }

    public abstract MlpTrainerBase CreateOurs(
        MLContext mlContext, string label, string features, Action<MlpOptions>? change);

#if REAL_MLNET
    public abstract IEstimator<ITransformer> CreateBuiltIn(
        MLContext mlContext, string label, string features, string? weight);
#endif

    /// <summary>The metric that says how good a model is, up to 1.</summary>
    public abstract string Quality { get; }

    /// <summary>That metric of a model that has learned nothing.</summary>
    public abstract double QualityOfGuesses { get; }

    /// <summary>All metrics that are single numbers, by name.</summary>
    public abstract Dictionary<string, double> Evaluate(MLContext mlContext, IDataView scored, string label = "Label");

    public abstract IReadOnlyList<Fold> CrossValidate(
        MLContext mlContext, IDataView data, IEstimator<ITransformer> pipeline, string label = "Label",
        string? samplingKey = null);

    /// <summary>How much worse <see cref="Quality"/> is without each of the features of a transformer.</summary>
    public abstract IReadOnlyList<double> Importance(MLContext mlContext, ITransformer model, IDataView data);

    /// <summary>How much worse <see cref="Quality"/> is without each of the named features of a chain.</summary>
    public abstract Dictionary<string, double> ImportanceByName(
        MLContext mlContext, ITransformer model, IDataView data);

    /// <summary>The scores of all rows, one or several each.</summary>
    public abstract IReadOnlyList<float[]> Scores(IDataView scored);

    /// <summary>Scores single rows with a prediction engine of its own.</summary>
    public abstract Func<Plant, float[]> CreateEngine(MLContext mlContext, ITransformer model);

    /// <summary>Sets what every trainer of ours has here, so that it is small and quick.</summary>
    protected static TOptions Set<TOptions>(
        TOptions options, string label, string features, Action<MlpOptions>? change) where TOptions : MlpOptions
    {
        (options.LabelColumnName, options.FeatureColumnName) = (label, features);
        (options.HiddenLayers, options.NumberOfEpochs, options.LearningRate) = ([8], 20, 0.01f);
        change?.Invoke(options);
        return options;
    }

    /// <summary>The metrics of a type that are single numbers.</summary>
    protected static Dictionary<string, double> Numbers<TMetrics>(TMetrics metrics) => typeof(TMetrics).GetProperties()
        .Where(property => property.PropertyType == typeof(double))
        .ToDictionary(property => property.Name, property => (double)property.GetValue(metrics)!);

    protected static IReadOnlyList<Fold> Folds<TMetrics>(
        IEnumerable<TrainCatalogBase.CrossValidationResult<TMetrics>> results) where TMetrics : class =>
        [.. results.Select(result => new Fold(result.Model, result.ScoredHoldOutSet, Numbers(result.Metrics)))];
}

/// <summary>A fold of a cross-validation.</summary>
internal sealed record Fold(ITransformer Model, IDataView Scored, Dictionary<string, double> Metrics);

/// <summary>A prediction of one number.</summary>
public sealed class NumberPrediction
{
    public float Score { get; set; }
}

/// <summary>A prediction of several numbers.</summary>
public sealed class VectorPrediction
{
    public float[] Score { get; set; } = [];
}
