using System.Globalization;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp;

/// <summary>What training writes to <c>MLContext.Log</c>: what was chosen and why, each epoch, and how it
/// ended.</summary>
internal sealed class TrainingLog(IChannel channel, MlpOptions options)
{
    public void Start(DeviceChoice device)
    {
        Info($"Device: {device.Reason}.");
        if (device.IsGpu)
        {
            Info($"Backend: {device.Backend.Name}.");
            Info($"Precision: {options.Precision}, as {nameof(MlpOptions.Precision)} says.");
            return;
        }
        Info($"Backend: {device.Backend.Name}, the widest vectors of this CPU.");
        Info(options.Threads is { } threads
            ? $"Threads: at most {threads}, as {nameof(MlpOptions.Threads)} says."
            : $"Threads: at most {Environment.ProcessorCount}, one a core.");
    }

    public void Describe(Network network, TrainingData data, LabeledRows? validation)
    {
        Info(data.Description);
        if (validation is not null) Info($"Validation set: {validation.RowCount} rows, in memory.");
        var sizes = string.Join("-", network.Layers.Select(layer => layer.InputSize).Append(network.OutputSize));
        Info($"{sizes} network, {network.ParameterCount} parameters, {data.RowCount} rows." +
            (data.LabelScale is null ? "" : " Losses are in units of the label's standard deviation."));
    }

    public void GoOnFrom(IReadOnlyList<string> unusedOptions) =>
        Info("Training goes on from the given network, with a new state of the optimizer." +
            (unusedOptions.Count == 0
                ? ""
                : $" Not used, as that network has its own: {string.Join(", ", unusedOptions)}."));

    public void Report(EpochReport report)
    {
        var validation = report.Validation is { } v ? $"{Describe("validation loss", v.Loss, v.Accuracy)}, " : "";
        Info(string.Create(CultureInfo.InvariantCulture,
            $"Epoch {report.Epoch}/{options.NumberOfEpochs}: {Describe("loss", report.Loss, report.Accuracy)}, " +
            $"{validation}{report.RowsPerSecond:N0} rows/s."));
    }

    public void End(TrainingResult result) =>
        Info($"Training ended after {result.History.Count} epochs: {result.StopReason}." +
            (result.BestEpoch is { } best ? $" The model is the one after epoch {best}." : ""));

    public void Warn(string message) => channel.Warning(MessageSensitivity.None, message);

    private void Info(string message) => channel.Info(MessageSensitivity.None, message);

    private static string Describe(string name, double loss, double? accuracy) => string.Create(
        CultureInfo.InvariantCulture, $"{name} {loss:F5}{(accuracy is null ? "" : $", accuracy {accuracy:F4}")}");
}
