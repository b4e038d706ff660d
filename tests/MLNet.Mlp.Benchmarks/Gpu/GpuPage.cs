using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks.Gpu;

/// <summary>Writes the results, in Markdown: what is asked for and whether it is met, and all that was measured. Its
/// numbers have the form of the invariant culture, the only one in this build.</summary>
/// <param name="rowCount">Rows of an epoch.</param>
/// <param name="torch">PyTorch's version, or why it is missing.</param>
/// <param name="rates">The rates of the card, or null.</param>
internal sealed class GpuPage(int rowCount, string torch, TorchRates? rates)
{
    private readonly StringBuilder _text = new();

    public List<GpuResult> Results { get; } = [];

    /// <returns>The whole page.</returns>
    public string Write()
    {
        WriteHead();
        WriteTargets();
        WriteTimes();
        return _text.ToString();
    }

    private void WriteHead()
    {
        Line($"# Training on {GpuDevice.All[0].Name}");
        Line();
        Line($"- Card: {GpuDevice.All[0]}; driver {Driver() ?? "unknown"}");
        Line($"- {torch}");
        Line($"- {BenchmarkOrigin.Describe()}");
        Line(rates is null
            ? "- The rates of the card were not measured, as PyTorch is missing."
            : $"- The card by torch.matmul, {TorchOnGpu.ProductSize} x {TorchOnGpu.ProductSize}: {rates.Float32:F1} " +
              $"TFLOP/s in float32, {rates.TF32:F1} with TF32");
        Line($"- {rowCount:N0} rows of 784 features, 10 classes, ReLU, cross-entropy, SGD with momentum 0.9");
        Line();
    }

    private void WriteTargets()
    {
        Line("| work | asked for | measured | |");
        Line("| --- | --- | ---: | --- |");
        foreach (var (work, full, tf32, theirs) in Results)
        {
            if (work.OfEager is { } ofEager)
            {
                AtMost(work, "x PyTorch eager, float32", ofEager, full.EpochSeconds / theirs?.Eager);
                AtMost(work, "x PyTorch eager, TF32", ofEager, tf32.EpochSeconds / theirs?.EagerTF32);
            }
            if (work.OfGraphs is { } ofGraphs)
            {
                AtMost(work, "x CUDA graphs, float32", ofGraphs, full.EpochSeconds / theirs?.Graphs);
                AtMost(work, "x CUDA graphs, TF32", ofGraphs, tf32.EpochSeconds / theirs?.GraphsTF32);
            }
            if (work.OfRate is { } ofRate)
                AtLeast(work, "of the card's float32 rate", ofRate, Rate(work, full) / rates?.Float32);
            if (work.OfTF32Rate is { } ofTF32Rate)
                AtLeast(work, "of cuBLAS's TF32 rate", ofTF32Rate, Rate(work, tf32) / rates?.TF32);
        }
        foreach (var (work, full, tf32, _) in Results)
            AtMost(work, "s from the start to the first step", GpuWork.MostStartSeconds,
                Math.Max(full.StartSeconds, tf32.StartSeconds));
        Line();
    }

    private void WriteTimes()
    {
        Line("Seconds of an epoch, the best of several:");
        Line();
        Line("| work | precision | ours | PyTorch eager | PyTorch, CUDA graphs | ours, TFLOP/s | launches per step |" +
            " start, s |");
        Line("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (work, full, tf32, theirs) in Results)
        {
            Times(work, "float32", full, theirs?.Eager, theirs?.Graphs);
            Times(work, "TF32", tf32, theirs?.EagerTF32, theirs?.GraphsTF32);
        }
    }

    private void Times(GpuWork work, string precision, GpuTimes ours, double? eager, double? graphs) => Line(
        $"| {work.Name} | {precision} | {ours.EpochSeconds:F4} | {eager:F4} | {graphs:F4} | {Rate(work, ours):F2} | " +
        $"{ours.LaunchesPerStep:F2} | {ours.StartSeconds:F2} |");

    private void AtMost(GpuWork work, string of, double target, double? measured) =>
        Target(work, $"at most {target:0.##} {of}", measured, measured <= target);

    private void AtLeast(GpuWork work, string of, double target, double? measured) =>
        Target(work, $"at least {target:0.##} {of}", measured, measured >= target);

    private void Target(GpuWork work, string target, double? measured, bool isMet) => Line(
        $"| {work.Name} | {target} | {measured:F2} | " +
        (measured is null ? "not measured" : isMet ? "met" : "**missed**") + " |");

    private double Rate(GpuWork work, GpuTimes times) => work.Rate(rowCount, times.EpochSeconds);

    /// <summary>The version of NVIDIA's driver, or null where its tool is missing.</summary>
    private static string? Driver()
    {
        try
        {
            string[] arguments = ["--query-gpu=driver_version", "--format=csv,noheader"];
            using var process = Process.Start(
                new ProcessStartInfo("nvidia-smi", arguments) { RedirectStandardOutput = true })!;
            var version = process.StandardOutput.ReadLine();
            process.WaitForExit();
            return process.ExitCode == 0 ? version : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
