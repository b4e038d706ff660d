using System.Diagnostics;
using Microsoft.ML;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Peak memory of processes that train, against a limit of 1.2 x (rows + 4 x parameters) + 150 MB: four times
/// the parameters are the initial network, the weights in training and two states of the optimizer. Each case has a
/// process of its own, which this one starts, so that its peak is that of the case alone. ML.NET's rows are made while
/// they are read, so only the trainer's copy of them counts.</summary>
internal static class MemoryBenchmark
{
    /// <summary>Which case a process that was started here is to run: its place in the list.</summary>
    private const string CaseVariable = "MLNET_MLP_MEMORY_CASE";

    private const double BytesPerMegabyte = 1e6;
    private const int Epochs = 2;
    private const int BatchSize = 128;
    private const float ValidationFraction = 0.1f;

    private sealed record Case(int FeatureCount, int NonZeroCount, int[] HiddenLayers, bool Adam, bool ThroughMLNet)
    {
        public bool IsSparse => NonZeroCount < FeatureCount;

        public string Network => string.Join("-", [FeatureCount, .. HiddenLayers, SyntheticRows.ClassCount]) +
            (IsSparse ? ", sparse" : "");

        public string Training => Adam ? "Adam, validation" : "SGD, momentum";
    }

    private static readonly Case[] _cases =
    [
        .. new[]
        {
            new Case(SyntheticRows.FeatureCount, SyntheticRows.FeatureCount, [128, 64], false, false),
            new Case(SyntheticRows.FeatureCount, SyntheticRows.FeatureCount, [1024, 1024], false, false),
            new Case(TextRow.FeatureCount, TextRow.NonZeroCount, [64], false, false),
        }.SelectMany(c => new[] { c, c with { Adam = true } })
            .SelectMany(c => new[] { c, c with { ThroughMLNet = true } }),
    ];

    public static void Run(Effort effort)
    {
        if (Environment.GetEnvironmentVariable(CaseVariable) is { } place)
        {
            Console.WriteLine(Measure(_cases[int.Parse(place)], effort));
            return;
        }
        Console.WriteLine();
        Console.WriteLine($"Peak memory of {Epochs} epochs in MB, {effort.RowCount} dense or {effort.RowCount / 3} " +
            $"sparse rows; with validation, {ValidationFraction:P0} of them are set aside");
        Console.WriteLine("| network | training | by | rows | parameters | peak | limit | |");
        Console.WriteLine("| --- | --- | --- | ---: | ---: | ---: | ---: | --- |");
        for (var i = 0; i < _cases.Length; i++) Console.WriteLine(RunInChild(i, smoke: effort == Effort.Smoke));
    }

    private static string RunInChild(int place, bool smoke)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        // The process is that of "dotnet" where the program was not started by its own name.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(MemoryBenchmark).Assembly.Location);
        start.ArgumentList.Add("memory");
        if (smoke) start.ArgumentList.Add("--smoke");
        start.Environment[CaseVariable] = $"{place}";
        using var child = Process.Start(start)!;
        var lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        return child.ExitCode == 0
            ? lines[^1]
            : throw new InvalidOperationException($"The process of case {place} ended with code {child.ExitCode}.");
    }

    private static string Measure(Case @case, Effort effort)
    {
        var rowCount = @case.IsSparse ? effort.RowCount / 3 : effort.RowCount;
        var parameterCount = @case.ThroughMLNet ? Fit(@case, rowCount) : Train(@case, rowCount);
        var rowBytes = (@case.IsSparse ? 8.0 * @case.NonZeroCount + 12 : 4.0 * @case.FeatureCount) + sizeof(int);
        var rows = rowCount * rowBytes / BytesPerMegabyte;
        var parameters = parameterCount * sizeof(float) / BytesPerMegabyte;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64 / BytesPerMegabyte;
        var limit = 1.2 * (rows + 4 * parameters) + 150;
        return FormattableString.Invariant(
            $"| {@case.Network} | {@case.Training} | {(@case.ThroughMLNet ? "MlpTrainer" : "TrainingLoop")} | ") +
            FormattableString.Invariant($"{rows:F0} | {parameters:F1} | {peak:F0} | {limit:F0} | ") +
            $"{(peak <= limit ? "ok" : "too much")} |";
    }

    private static long Train(Case @case, int rowCount)
    {
        var rows = @case.IsSparse
            ? new LabeledRows(new SparseFeatures(@case.FeatureCount), new ClassLabels(SyntheticRows.ClassCount))
            : new LabeledRows(@case.FeatureCount, SyntheticRows.ClassCount);
        if (@case.IsSparse)
            foreach (var row in TextRow.Make(rowCount))
                rows.AppendSparse(row.Features.GetIndices(), row.Features.GetValues(), (int)row.Label);
        else
            foreach (var row in MakeImages(rowCount)) rows.Append(row.Features, (int)row.Label);
        var options = new TrainingOptions
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            Optimizer = @case.Adam ? new Adam() : new MomentumSgd(),
            LearningRate = @case.Adam ? 0.001f : 0.01f,
            ValidationFraction = @case.Adam ? ValidationFraction : 0,
        };
        var network = Network.Create(@case.FeatureCount, @case.HiddenLayers, SyntheticRows.ClassCount);
        return TrainingLoop.Train(network, rows, options).Network.ParameterCount;
    }

    private static long Fit(Case @case, int rowCount)
    {
        var mlContext = new MLContext(seed: 1);
        var data = @case.IsSparse
            ? mlContext.Data.LoadFromEnumerable(TextRow.Make(rowCount))
            : mlContext.Data.LoadFromEnumerable(MakeImages(rowCount));
        var trainer = mlContext.MulticlassClassification.Trainers.Mlp(new MlpTrainer.Options
        {
            HiddenLayers = @case.HiddenLayers,
            NumberOfEpochs = Epochs,
            BatchSize = BatchSize,
            Optimizer = @case.Adam ? new Adam() : new MomentumSgd(),
            LearningRate = @case.Adam ? 0.001f : 0.01f,
            ValidationFraction = @case.Adam ? ValidationFraction : 0,
        });
        return trainer.Fit(data).Model.Network.ParameterCount;
    }

    /// <summary>Images one after another, all in the same object; the same ones each time.</summary>
    private static IEnumerable<ImageRow> MakeImages(int rowCount)
    {
        var random = new Random(1);
        var image = new ImageRow { Features = new float[SyntheticRows.FeatureCount] };
        for (var row = 0; row < rowCount; row++)
        {
            foreach (ref var feature in image.Features.AsSpan()) feature = Math.Max(0, 5 * random.NextSingle() - 4);
            image.Label = (uint)random.Next(SyntheticRows.ClassCount);
            yield return image;
        }
    }
}
