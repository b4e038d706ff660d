using Microsoft.ML;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A pipeline from file or memory to a model: where its wall time goes, and how fast training data is read
/// beside a plain cursor of ML.NET.</summary>
internal static class PipelineBenchmark
{
    private static readonly string[] _columns = ["Label", "Features"];

    public static void Run(Effort effort)
    {
        effort = effort with { Repeats = Math.Min(3, effort.Repeats) };
        var mlContext = new MLContext(seed: 1);
        var images = ImageRow.Of(SyntheticRows.Create(effort.RowCount)).Select(image => image.Copy()).ToArray();
        var folder = Directory.CreateTempSubdirectory("mlp-pipeline-");
        try
        {
            var path = Path.Combine(folder.FullName, "images.idv");
            using (var file = File.Create(path))
                mlContext.Data.SaveAsBinary(mlContext.Data.LoadFromEnumerable(images), file);
            PipelineCase[] cases =
            [
                PipelineCase.Digits(mlContext),
                PipelineCase.InMemory(mlContext, images),
                PipelineCase.FromFile(mlContext, path),
            ];
            ReportStages(cases, Array.ConvertAll(cases, pipeline => new PipelineTimes(mlContext, pipeline, effort)));
            ReportReading(mlContext, cases, effort);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void ReportStages(PipelineCase[] cases, PipelineTimes[] times)
    {
        Console.WriteLine();
        Console.WriteLine("A pipeline of NormalizeMinMax and Mlp: fitting it, and scoring all rows");
        Console.WriteLine($"| stage |{string.Concat(cases.Select(one => $" {one.Name}, s | share |"))}");
        Console.WriteLine($"| --- |{string.Concat(cases.Select(_ => " ---: | ---: |"))}");
        var stages = Array.ConvertAll(times, one => one.Stages.ToArray());
        for (var stage = 0; stage < stages[0].Length; stage++)
            Console.WriteLine($"| {stages[0][stage].Stage} |" + string.Concat(times.Select((one, i) =>
                $" {stages[i][stage].Seconds:F3} | {stages[i][stage].Seconds / one.Total:P0} |")));
        Console.WriteLine($"| all |{string.Concat(times.Select(one => $" {one.Total:F3} | |"))}");
        foreach (var (one, time) in cases.Zip(times))
            Console.WriteLine(
                $"{one.Name}: {time.RowCount} rows, {string.Join('-', one.Options.HiddenLayers)} hidden units, " +
                $"{one.Options.NumberOfEpochs} epochs, batches of {one.Options.BatchSize}");
    }

    /// <summary>All read the same columns of the same view. The plain cursor keeps nothing; a cache of ML.NET that is
    /// being filled keeps the rows, as the trainer does.</summary>
    private static void ReportReading(MLContext mlContext, PipelineCase[] cases, Effort effort)
    {
        Console.WriteLine();
        foreach (var pipeline in cases)
        {
            var view = pipeline.Preparation.Fit(pipeline.Raw).Transform(pipeline.Raw);
            Report($"{pipeline.Name}, normalized", view, pipeline.Options);
            if (pipeline.Raw.Schema.GetColumnOrNull("Features") is null) continue;
            Report($"{pipeline.Name}, raw", pipeline.Raw, pipeline.Options);
        }
        var memory = cases[1];
        Report("MNIST size, in a filled cache", mlContext.Data.Cache(memory.Raw), memory.Options);

        void Report(string name, IDataView view, MlpTrainer.Options options)
        {
            var rowCount = DataViews.Read(view, _columns);
            var plain = rowCount / effort.BestOf(() => DataViews.Read(view, _columns));
            var cache = rowCount / effort.BestOf(() => DataViews.Read(mlContext.Data.Cache(view, _columns), _columns));
            var ours = rowCount / effort.BestOf(() => DataViews.ReadToTrain(mlContext, view, options));
            Console.WriteLine($"reading, {name}: ours {ours:N0} rows/s, a plain cursor {plain:N0} rows/s, " +
                $"ratio {ours / plain:F2}; a cache being filled {cache:N0} rows/s, ratio {ours / cache:F2}");
        }
    }
}
