using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks.Gpu;

/// <summary>Training on the first GPU, beside PyTorch 2 on the same card: the table that says which targets are met.
/// </summary>
internal static class GpuBenchmark
{
    /// <summary>Measures, writes the table to the console and into a file.</summary>
    /// <param name="effort">How much to measure.</param>
    /// <param name="pythonPath">The Python that has PyTorch, or null for python3.</param>
    /// <param name="outputPath">The file of the results, or null for one beside this source.</param>
    /// <returns>Whether there was a GPU.</returns>
    public static bool Run(Effort effort, string? pythonPath, string? outputPath)
    {
        Console.WriteLine();
        if (GpuDevice.All.Count == 0)
        {
            Console.WriteLine("Training on a GPU: no CUDA or OpenCL GPU found, so nothing was measured.");
            return false;
        }
        var isSmoke = effort == Effort.Smoke;
        var torch = TorchOnGpu.Find(pythonPath);
        Console.WriteLine($"Training on {GpuDevice.All[0]}; {torch.Description}");
        Console.WriteLine();

        using var backend = new GpuBackend();
        var data = SyntheticRows.Create(effort.RowCount);
        var page = new GpuPage(effort.RowCount, torch.Description, torch.Rates());
        for (var number = 0; number < (isSmoke ? 1 : GpuWork.All.Length); number++)
            page.Results.Add(Measure(number, backend, torch, data, effort));
        var text = page.Write();
        Console.Write(text);
        if (isSmoke && outputPath is null) return true;
        outputPath ??= ResultsPath();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(outputPath))!);
        File.WriteAllText(outputPath, text);
        Console.WriteLine($"Written to {outputPath}.");
        return true;
    }

    /// <summary>In turn, so that what disturbs the machine for a while disturbs both.</summary>
    private static GpuResult Measure(
        int number, GpuBackend backend, TorchOnGpu torch, LabeledRows data, Effort effort)
    {
        var work = GpuWork.All[number];
        var (full, tf32) = (Ours(Precision.Full), Ours(Precision.TF32));
        var theirs = torch.Train(work, data.RowCount, effort.Repeats);
        (full, tf32) = (Better(full, Ours(Precision.Full)), Better(tf32, Ours(Precision.TF32)));
        theirs = theirs?.Best(torch.Train(work, data.RowCount, effort.Repeats)!);
        return new(work, Times(full, Precision.Full), Times(tf32, Precision.TF32), theirs);

        (double Seconds, double Launches) Ours(Precision precision) =>
            GpuTraining.Epoch(backend, data, work, precision, effort);

        static (double Seconds, double Launches) Better(
            (double Seconds, double Launches) one, (double Seconds, double Launches) other) =>
            one.Seconds < other.Seconds ? one : other;

        GpuTimes Times((double Seconds, double Launches) epoch, Precision precision) =>
            new(epoch.Seconds, epoch.Launches, GpuTraining.StartSeconds(number, precision));
    }

    /// <summary>A file named after the card, in the repository that this program was built in, or else in the current
    /// folder.</summary>
    private static string ResultsPath()
    {
        var name = string.Concat(GpuDevice.All[0].Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')) + ".md";
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "MLNet.Mlp.sln")))
                return Path.Combine(at.FullName, "tests", "MLNet.Mlp.Benchmarks", "Gpu", "results", name);
        return Path.GetFullPath(name);
    }
}
