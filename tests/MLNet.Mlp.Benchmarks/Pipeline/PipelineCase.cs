using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A training in a pipeline, from raw data to a model.</summary>
/// <param name="Name">What is trained on.</param>
/// <param name="Raw">The data as it is read; label and features.</param>
/// <param name="RawColumns">The columns of these.</param>
/// <param name="Preparation">What makes "Label" and "Features" of them.</param>
/// <param name="PreparationPasses">How often fitting that reads the raw data.</param>
/// <param name="Options">What is trained.</param>
internal sealed record PipelineCase(
    string Name, IDataView Raw, string[] RawColumns, IEstimator<ITransformer> Preparation, int PreparationPasses,
    MlpTrainer.Options Options)
{
    private const int ImageEpochs = 10;

    /// <summary>The digits of the sample, from their text file.</summary>
    public static PipelineCase Digits(MLContext mlContext) => new(
        "Digits, text file",
        mlContext.Data.LoadFromTextFile(
            Path.Combine(AppContext.BaseDirectory, "digits.csv"),
            [new("Pixels", DataKind.Single, 0, 63), new("Digit", DataKind.Int32, 64)],
            separatorChar: ',', hasHeader: true),
        ["Digit", "Pixels"],
        mlContext.Transforms.Conversion.MapValueToKey("Label", "Digit")
            .Append(mlContext.Transforms.NormalizeMinMax("Features", "Pixels")),
        PreparationPasses: 2,
        new MlpTrainer.Options { HiddenLayers = [64], ConvergencePatience = 0 });

    /// <summary>Rows of the size of MNIST's, from objects in memory.</summary>
    public static PipelineCase InMemory(MLContext mlContext, ImageRow[] images) =>
        Images(mlContext, "MNIST size, in memory", mlContext.Data.LoadFromEnumerable(images));

    /// <summary>The same rows from a binary file of ML.NET.</summary>
    public static PipelineCase FromFile(MLContext mlContext, string path) =>
        Images(mlContext, "MNIST size, binary file", mlContext.Data.LoadFromBinary(path));

    private static PipelineCase Images(MLContext mlContext, string name, IDataView raw) => new(
        name, raw, ["Label", "Features"], mlContext.Transforms.NormalizeMinMax("Features"), PreparationPasses: 1,
        new MlpTrainer.Options
        {
            HiddenLayers = [128, 64],
            BatchSize = 64,
            LearningRate = 0.001f,
            NumberOfEpochs = ImageEpochs,
            ConvergencePatience = 0,
        });
}
