using System.Globalization;
using System.IO.Compression;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Accuracy on held-out digits over five seeds, at the settings and on the very splits of
/// accuracy_scikit_learn.py.</summary>
internal static class AccuracyBenchmark
{
    private const int SeedCount = 5;

    /// <param name="effort">Smoke runs two epochs of one seed.</param>
    /// <param name="mnistFolder">The folder with MNIST's t10k files in IDX format, or null to leave MNIST out.</param>
    public static void Run(Effort effort, string? mnistFolder)
    {
        var smoke = effort == Effort.Smoke;
        Console.WriteLine();
        Measure("digits, 64-64-10, batch 32, 30 epochs", ReadDigits(), [64], smoke,
            new TrainingOptions { Epochs = 30, BatchSize = 32 });
        if (mnistFolder is not null)
            Measure("MNIST 10k, 784-128-64-10, batch 64, 20 epochs", ReadMnist(mnistFolder), [128, 64], smoke,
                new TrainingOptions { Epochs = 20, BatchSize = 64 });
    }

    private static void Measure(
        string name, List<(float[] Features, int Label)> rows, int[] hiddenLayers, bool smoke, TrainingOptions options)
    {
        var accuracies = Enumerable.Range(0, smoke ? 1 : SeedCount).Select(seed =>
        {
            var (training, held) = Split(rows, seed);
            var network = Network.Create(training.Features.ColumnCount, hiddenLayers, training.ClassCount, seed: seed);
            var result = TrainingLoop.Train(network, training, control: new TrainingControl { Validation = held },
                options: options with
                {
                    Seed = seed,
                    ConvergencePatience = 0,
                    Epochs = smoke ? 2 : options.Epochs,
                });
            return result.History[^1].Validation!.Accuracy!.Value;
        }).ToArray();

        var mean = accuracies.Average();
        var deviation = Math.Sqrt(accuracies.Average(accuracy => Math.Pow(accuracy - mean, 2)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: accuracy {mean:F4} +- {deviation:F4}"));
    }

    /// <summary>Holds out about 20 % of the rows by a hash of row and seed that any language can repeat.</summary>
    private static (LabeledRows Training, LabeledRows Held) Split(List<(float[] Features, int Label)> rows, int seed)
    {
        var featureCount = rows[0].Features.Length;
        var (training, held) = (new LabeledRows(featureCount, 10), new LabeledRows(featureCount, 10));
        for (var row = 0; row < rows.Count; row++)
        {
            var hash = unchecked((uint)(row + 1) * 2654435761u + (uint)(seed + 1) * 2246822519u);
            hash = unchecked((hash ^ (hash >> 15)) * 2246822519u);
            hash ^= hash >> 13;
            (hash % 5 == 0 ? held : training).Append(rows[row].Features, rows[row].Label);
        }
        return (training, held);
    }

    private static List<(float[] Features, int Label)> ReadDigits() =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Skip(1).Select(line =>
        {
            var values = line.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return (values[..64].Select(pixel => pixel / 16).ToArray(), (int)values[64]);
        }),
    ];

    private static List<(float[] Features, int Label)> ReadMnist(string folder)
    {
        const int ImageHeader = 16, LabelHeader = 8, ImageSize = 28 * 28;
        var images = ReadGzip(Path.Combine(folder, "t10k-images-idx3-ubyte.gz")).AsMemory(ImageHeader);
        var labels = ReadGzip(Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"))[LabelHeader..];
        return
        [
            .. labels.Select((label, row) => (
                images.Slice(row * ImageSize, ImageSize).ToArray().Select(pixel => pixel / 255f).ToArray(), (int)label)),
        ];
    }

    private static byte[] ReadGzip(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
