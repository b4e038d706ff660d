using static System.FormattableString;

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>What is said below a table, a line of Markdown each.</summary>
internal static class ContestNotes
{
    public static void Write(IEnumerable<string> notes)
    {
        var lines = notes.Select(note => $"- {note}").ToList();
        if (lines.Count == 0) return;
        Console.WriteLine();
        foreach (var line in lines) Console.WriteLine(line);
    }

    /// <summary>How much faster this library is with all threads than with one.</summary>
    public static IEnumerable<string> Speedup(Contest contest)
    {
        var threads = Environment.ProcessorCount;
        if (contest.Seconds(Contestants.OwnName, 1) is not { } one ||
            contest.Seconds(Contestants.OwnName, threads) is not { } all || threads == 1)
            yield break;
        yield return Invariant($"{Contestants.OwnName}: {one:F3} s with 1 thread, {all:F3} s with {threads}, ") +
            Invariant($"a speed-up of {one / all:F2}");
    }

    /// <summary>The memory of this library beside the aim.</summary>
    public static IEnumerable<string> Memory(PeerTask task, int rowCount, Measurement own)
    {
        if (own.PeakBytes is not { } peak) yield break;
        var data = (double)rowCount * (task.FeatureCount + 1) * sizeof(float);
        var (parameters, limit) = (task.Cost().ParameterBytes, task.Cost().MemoryLimit(data));
        yield return
            Invariant($"{own.Library}: data {data / 1e6:F0} MB, parameters {parameters / 1e6:F1} MB, peak ") +
            Invariant($"{peak / 1e6:F0} MB, {(peak <= limit ? "within" : "**above**")} ") +
            Invariant($"1.2 (data + 4 parameters) + 150 MB = {limit / 1e6:F0} MB");
    }

    /// <summary>What the times of linear trainers mean.</summary>
    public static IEnumerable<string> Linear(IEnumerable<Measurement> linear, int iterations)
    {
        var fits = linear.Select(one => Invariant($"{one.Library}: {one.Seconds * iterations:F2} s")).ToList();
        if (fits.Count == 0) yield break;
        yield return $"Linear trainers have no hidden layer. Their time is that of a fit of {iterations} iterations, " +
            "divided; an iteration of SDCA is a pass over the rows, of L-BFGS at least one. Whole fits: " +
            string.Join("; ", fits);
    }
}
