using System.Globalization;
using MLNet.Mlp;
using Spectre.Console;

namespace Digits;

/// <summary>A live bar with the epoch, loss, accuracy and speed of a training run.</summary>
internal sealed class TrainingProgress(ProgressTask bar) : IProgress<EpochReport>
{
    private EpochReport? _last;
    private TimeSpan _duration;

    /// <summary>Runs <paramref name="train"/> under a bar, then prints how it ended.</summary>
    public static TModel Run<TModel>(int epochs, Func<IProgress<EpochReport>, TModel> train)
    {
        TrainingProgress? progress = null;
        var model = AnsiConsole.Progress()
            .Columns(
                new SpinnerColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                progress = new TrainingProgress(context.AddTask("training", maxValue: epochs));
                var trained = train(progress);
                progress.Finish();
                return trained;
            });
        Console.WriteLine(
            $"Training: {progress!._last?.Epoch ?? 0} epochs in {progress._duration.TotalSeconds:F2} s; " +
            $"last {Describe(progress._last)}.");
        return model;
    }

    public void Report(EpochReport value)
    {
        _last = value;
        _duration += value.Duration;
        bar.Value = value.Epoch;
        bar.Description = Describe(value);
    }

    /// <summary>Training may end before the last epoch: nothing more is to come.</summary>
    private void Finish() => bar.Value = bar.MaxValue;

    private static string Describe(EpochReport? report) => report is null
        ? "nothing learned"
        : string.Create(CultureInfo.InvariantCulture,
            $"epoch {report.Epoch}: loss {report.Loss:F4}, accuracy {100 * report.Accuracy:F1}%, " +
            $"{report.RowsPerSecond:N0} rows/s");
}
