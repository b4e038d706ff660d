using System.Globalization;
using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>Prints what the sample has found out.</summary>
internal static class Report
{
    public const int DigitsShown = 4;

    private const string Shades = " .:-=+*#%@";

    public static void Metrics(MulticlassClassificationMetrics metrics, TimeSpan duration)
    {
        var table = new Table().Title("On the digits held out").HideHeaders().AddColumns("", "");
        table.AddRow("Micro-accuracy", Format(metrics.MicroAccuracy));
        table.AddRow("Macro-accuracy", Format(metrics.MacroAccuracy));
        table.AddRow("Log-loss", Format(metrics.LogLoss));
        table.AddRow("Log-loss reduction", Format(metrics.LogLossReduction));
        table.AddRow("Evaluated in", $"{duration.TotalSeconds:F2} s");
        AnsiConsole.Write(table);
    }

    /// <summary>Counts of the true digits (rows) and what was predicted (columns).</summary>
    /// <param name="matrix">The counts, by class.</param>
    /// <param name="digits">The digit that each class stands for.</param>
    public static void ConfusionMatrix(ConfusionMatrix matrix, IReadOnlyList<int> digits)
    {
        var table = new Table().Title("Confusion matrix: true digit down, predicted digit across").AddColumn("");
        foreach (var digit in digits) table.AddColumn(new TableColumn($"{digit}").RightAligned());
        table.AddColumn(new TableColumn("recall").RightAligned());
        for (var actual = 0; actual < digits.Count; actual++)
        {
            var counts = matrix.Counts[actual]
                .Select((count, predicted) => (IRenderable)Count(count, isHit: actual == predicted));
            table.AddRow([new Text($"{digits[actual]}"), .. counts, new Text(Format(matrix.PerClassRecall[actual]))]);
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Draws digits side by side, each with its prediction.</summary>
    public static void Predictions(IReadOnlyList<(DigitRow Digit, DigitPrediction Prediction)> digits)
    {
        var table = new Table().Title("Predicted by the reloaded model").HideHeaders();
        foreach (var _ in digits) table.AddColumn(new TableColumn("").NoWrap());
        table.AddRow(digits.Select(item => (IRenderable)new Text(Draw(item.Digit))));
        table.AddRow(digits.Select(item =>
        {
            var (actual, predicted) = (item.Digit.Digit, item.Prediction.PredictedDigit);
            var color = actual == predicted ? "green" : "red";
            return (IRenderable)new Markup(string.Create(CultureInfo.InvariantCulture,
                $"[{color}]{predicted}[/] at {100 * item.Prediction.Score.Max():F0}%, is {actual}"));
        }));
        AnsiConsole.Write(table);
    }

    private static string Draw(DigitRow digit)
    {
        static string Shade(float pixel) => new(Shades[(int)(pixel / DigitRow.Black * (Shades.Length - 1))], 2);

        return string.Join('\n', digit.Pixels.Chunk(DigitRow.Side).Select(row => string.Concat(row.Select(Shade))));
    }

    private static Text Count(double count, bool isHit) => count == 0
        ? new Text(".", Style.Parse("grey"))
        : new Text(count.ToString("N0", CultureInfo.InvariantCulture), Style.Parse(isHit ? "green" : "red"));

    private static string Format(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
