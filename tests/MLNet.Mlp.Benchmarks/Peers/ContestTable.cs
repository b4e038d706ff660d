using System.Globalization;

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>Writes a contest as a table in Markdown. The first contestant is this library.</summary>
internal sealed class ContestTable
{
    private const string None = "–";

    /// <summary>What the table calls a pass: "s an epoch", "s for all rows".</summary>
    public required string TimeHeading { get; init; }

    /// <summary>Floating-point operations of a pass, or null to leave rates out.</summary>
    public double? Flops { get; init; }

    /// <summary>The peak of the machine in GFLOP/s.</summary>
    public double Peak { get; init; }

    /// <summary>Rows of a pass, to tell rows a second; or null to leave them out.</summary>
    public int? RowCount { get; init; }

    /// <summary>Epochs after which the accuracy is measured, or null to leave it out.</summary>
    public int? AccuracyEpochs { get; init; }

    /// <summary>Writes the table.</summary>
    /// <param name="measurements">This library and its peers.</param>
    /// <param name="aside">What does other work: only its time, accuracy and memory are told.</param>
    /// <param name="missing">The names of what did not run, and why.</param>
    public void Write(
        IEnumerable<Measurement> measurements, IEnumerable<Measurement> aside,
        IEnumerable<(string Library, string Why)> missing)
    {
        var columns = Columns().ToArray();
        Console.WriteLine($"| library | {string.Join(" | ", columns.Select(column => column.Heading))} |");
        Console.WriteLine($"| --- |{string.Concat(columns.Select(_ => " ---: |"))}");
        double? own = null;
        foreach (var one in measurements)
        {
            own ??= one.Seconds;
            WriteRow(one.Name, columns.Select(column => column.Cell(one, own)));
        }
        foreach (var one in aside) WriteRow(one.Name, columns.Select(column => column.Cell(one, null)));
        foreach (var (library, why) in missing) WriteRow($"{library}: {why}", columns.Select(_ => None));
    }

    /// <summary>The cells of a measurement and of the seconds that this library took; null for what is not to be
    /// compared.</summary>
    private IEnumerable<(string Heading, Func<Measurement, double?, string> Cell)> Columns()
    {
        yield return (TimeHeading, (one, _) => Text(one.Seconds, "F3"));
        yield return ("times this library's", (one, own) => Text(one.Seconds / own, "F2"));
        yield return ("this library's share of it", (one, own) => Text(own / one.Seconds, "F2"));
        if (RowCount is { } rowCount) yield return ("rows/s", (one, _) => Text(rowCount / one.Seconds, "F0"));
        if (Flops is { } flops)
        {
            yield return ("GFLOP/s", (one, own) => Text(own is null ? null : flops / one.Seconds / 1e9, "F0"));
            yield return ("of peak", (one, own) => Text(own is null ? null : flops / one.Seconds / 1e9 / Peak, "P0"));
        }
        if (AccuracyEpochs is { } epochs)
            yield return ($"accuracy after {epochs} epochs", (one, _) => Text(one.Accuracy, "F4"));
        yield return ("peak memory, MB", (one, _) => Text(one.PeakBytes / 1e6, "F0"));
    }

    private static void WriteRow(string name, IEnumerable<string> cells) =>
        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");

    private static string Text(double? number, string format) =>
        number?.ToString(format, CultureInfo.InvariantCulture) ?? None;
}
