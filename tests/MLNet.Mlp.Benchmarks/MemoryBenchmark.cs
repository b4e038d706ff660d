using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Peak memory of processes that train, against <see cref="NetworkCost.MemoryLimit"/>. Each case has a process
/// of its own, which this one starts, so that its peak is that of the case alone. ML.NET's rows are made while they are
/// read, so only the trainer's copy of them counts.</summary>
internal static class MemoryBenchmark
{
    /// <summary>The first argument of the process of a case, before those of <see cref="RunCase"/>.</summary>
    public const string Argument = "memory-process";

    private const int Epochs = 2;
    private const int BatchSize = 128;
    private const float ValidationFraction = 0.1f;

    private sealed record Case(int FeatureCount, int NonZeroCount, int[] HiddenLayers, bool Adam, bool ThroughMLNet)
    {
        public bool IsSparse => NonZeroCount < FeatureCount;

        public NetworkCost Cost => new([FeatureCount, .. HiddenLayers, SyntheticRows.ClassCount]);

        public double RowBytes =>
            (IsSparse ? 8.0 * NonZeroCount + 12 : 4.0 * FeatureCount) + sizeof(int);

        public string Network => IsSparse ? $"{Cost.Name}, sparse" : Cost.Name;

        public string Training => Adam ? "Adam, validation" : "SGD, momentum";

        public string Trainer => ThroughMLNet ? nameof(MlpTrainer) : nameof(TrainingLoop);
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
        Console.WriteLine();
        Console.WriteLine($"Peak memory of {Epochs} epochs in MB, {effort.RowCount} dense or {effort.RowCount / 3} " +
            $"sparse rows; with validation, {ValidationFraction:P0} of them are set aside");
        Console.WriteLine("| network | training | by | rows | parameters | peak | limit | |");
        Console.WriteLine("| --- | --- | --- | ---: | ---: | ---: | ---: | --- |");
        var child = ChildProgram.Own(Argument);
        for (var place = 0; place < _cases.Length; place++)
        {
            var @case = _cases[place];
            var rowCount = @case.IsSparse ? effort.RowCount / 3 : effort.RowCount;
            var rows = rowCount * @case.RowBytes;
            var limit = @case.Cost.MemoryLimit(rows);
            var peak = child.Run<long>($"{place}", $"{rowCount}", Environment.ProcessorCount);
            Console.WriteLine(FormattableString.Invariant(
                $"| {@case.Network} | {@case.Training} | {@case.Trainer} | {rows / 1e6:F0} | ") +
                FormattableString.Invariant($"{@case.Cost.ParameterBytes / 1e6:F1} | {peak / 1e6:F0} | ") +
                FormattableString.Invariant($"{limit / 1e6:F0} | {(peak <= limit ? "ok" : "too much")} |"));
        }
    }

    /// <summary>The process of a case: trains and writes its peak in bytes.</summary>
    /// <param name="place">The case's place in the list.</param>
    /// <param name="rowCount">The rows.</param>
    public static int RunCase(string place, string rowCount)
    {
        var (@case, count) = (_cases[int.Parse(place)], int.Parse(rowCount));
        var trained = @case.ThroughMLNet ? Fit(@case, count) : Train(@case, count);
        if (trained.ParameterCount * sizeof(float) != @case.Cost.ParameterBytes)
            throw new InvalidOperationException($"{@case.Cost.Name} has {trained.ParameterCount} parameters.");
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(process.PeakWorkingSet64);
        return 0;
    }

    private static Network Train(Case @case, int rowCount)
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
        return TrainingLoop.Train(network, rows, options).Network;
    }

    private static Network Fit(Case @case, int rowCount)
    {
        var mlContext = new MLContext(seed: 1);
        var warnings = new List<string>();
        mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning) warnings.Add(message.Message);
        };
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
        var network = trainer.Fit(data).Model.Network;
        // The case is smaller than it says where rows are skipped, of which the trainer warns.
        return warnings.Count == 0 ? network : throw new InvalidOperationException(string.Join(' ', warnings));
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
