using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Scoring through ML.NET: rows of a cached data view through <c>Transform</c>, beside the kernel alone, and
/// the time and memory of a single prediction.</summary>
internal static class TransformBenchmark
{
    private static readonly int[] _hiddenLayers = [128, 64];

    public static void Run(Effort effort)
    {
        var rows = SyntheticRows.Create(effort.RowCount);
        var mlContext = new MLContext(seed: 1);
        var data = mlContext.Data.Cache(mlContext.Data.LoadFromEnumerable(ImageRow.Of(rows)));
        var model = mlContext.MulticlassClassification.Trainers
            .Mlp(new MlpTrainer.Options { HiddenLayers = _hiddenLayers, NumberOfEpochs = 1 })
            .Fit(mlContext.Data.TakeRows(data, 300));
        var scored = model.Transform(data);

        Console.WriteLine();
        Console.WriteLine($"Scoring through ML.NET, 784-128-64-10, {effort.RowCount} rows");
        Console.WriteLine("| what | rows/s |");
        Console.WriteLine("| --- | ---: |");
        Report("kernel, one thread", Kernel(threads: 1));
        Report("kernel, all threads", Kernel(Environment.ProcessorCount));
        Report("the input alone, read and copied", () => ReadVectors(data, "Features"));
        Report("Transform, Score", () => ReadVectors(scored, "Score"));
        Report("Transform, Score and Label", () => ReadVectors(scored, "Score", "Label"));
        Report("Transform, set of cursors, Score", () => ReadSet(scored));
        PredictOneByOne(mlContext, model, rows, effort);

        Action Kernel(int threads) => ParallelScoring.Of(model.Model.Network, rows.AllFeatures(), threads);

        void Report(string what, Action run) => Console.WriteLine(
            FormattableString.Invariant($"| {what} | {effort.RowCount / effort.BestOf(run):F0} |"));
    }

    /// <summary>Reads a column of vectors and perhaps one of keys.</summary>
    private static void ReadVectors(IDataView view, string vectors, string? keys = null)
    {
        var columns = view.Schema.Where(column => column.Name == vectors || column.Name == keys);
        using var cursor = view.GetRowCursor(columns);
        ReadAll(cursor, vectors, keys);
    }

    private static void ReadSet(IDataView view)
    {
        var cursors = view.GetRowCursorSet([view.Schema["Score"]], Environment.ProcessorCount);
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor) ReadAll(cursor, "Score", keys: null);
        });
    }

    private static void ReadAll(DataViewRowCursor cursor, string vectors, string? keys)
    {
        var getVector = cursor.GetGetter<VBuffer<float>>(cursor.Schema[vectors]);
        var getKey = keys is null ? null : cursor.GetGetter<uint>(cursor.Schema[keys]);
        VBuffer<float> vector = default;
        uint key = 0;
        while (cursor.MoveNext())
        {
            getVector(ref vector);
            getKey?.Invoke(ref key);
        }
    }

    private static void PredictOneByOne(MLContext mlContext, MlpTransformer model, LabeledRows rows, Effort effort)
    {
        using var engine = mlContext.Model.CreatePredictionEngine<ImageRow, ImagePrediction>(model);
        var image = ImageRow.Of(rows).First();
        var prediction = new ImagePrediction();
        var count = effort.RowCount / 10;
        var seconds = effort.BestOf(Predict);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Predict();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine();
        Console.WriteLine(FormattableString.Invariant(
            $"PredictionEngine, 784-128-64-10: {seconds / count * 1e6:F2} us and {(double)bytes / count:F1} bytes ") +
            "allocated a prediction");

        void Predict()
        {
            for (var i = 0; i < count; i++) engine.Predict(image, ref prediction);
        }
    }
}
