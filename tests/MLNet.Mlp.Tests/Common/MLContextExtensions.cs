using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests;

internal static class MLContextExtensions
{
    /// <summary>Options that learn the trees in well under a second, and always the same.</summary>
    public static MlpTrainer.Options Options(string label = "Key") =>
        new() { LabelColumnName = label, HiddenLayers = [8], NumberOfEpochs = 5, Seed = 7 };

    public static IDataView LoadTrees(this MLContext mlContext, IEnumerable<Tree>? rows = null) =>
        mlContext.Data.LoadFromEnumerable(rows ?? Trees.Rows());

    public static MlpTrainer Mlp(this MLContext mlContext, Action<MlpTrainer.Options>? change = null)
    {
        var options = Options();
        change?.Invoke(options);
        return mlContext.MulticlassClassification.Trainers.Mlp(options);
    }

    /// <summary>The messages of one kind that are logged from now on.</summary>
    public static List<string> Listen(this MLContext mlContext, ChannelMessageKind kind)
    {
        var messages = new List<string>();
        mlContext.Log += (_, log) =>
        {
            if (log.Kind == kind) messages.Add(log.RawMessage);
        };
        return messages;
    }

    public static byte[] Bytes(this MlpTransformer model)
    {
        using var stream = new MemoryStream();
        NetworkFile.Save(model.Model.Network, stream);
        return stream.ToArray();
    }

    public static List<TreePrediction> Predictions(this MLContext mlContext, IDataView scored) =>
        [.. mlContext.Data.CreateEnumerable<TreePrediction>(scored, reuseRowObject: false)];

    /// <summary>The bits of all scores: equal only if the scores are bitwise equal.</summary>
    public static uint[] Bits(this IEnumerable<TreePrediction> predictions) =>
        [.. predictions.SelectMany(prediction => prediction.Score).Select(BitConverter.SingleToUInt32Bits)];
}
