using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The content of golden.json, which golden.py writes: rows, and training runs on them. Sets of features and
/// targets go by names.</summary>
/// <param name="Torch">The version of PyTorch.</param>
/// <param name="BatchSize">Rows of each step. All epochs visit all rows in order.</param>
/// <param name="Epochs">Epochs of each run.</param>
/// <param name="Features">Sets of features, rowCount x featureCount.</param>
/// <param name="Classes">Sets of targets that are classes.</param>
/// <param name="Numbers">Sets of targets that are numbers, rowCount x outputSize.</param>
/// <param name="RowWeights">The weights of the rows, in runs that weigh them.</param>
/// <param name="Runs">The runs.</param>
internal sealed record PyTorchRuns(
    string Torch,
    int BatchSize,
    int Epochs,
    Dictionary<string, float[][]> Features,
    Dictionary<string, int[]> Classes,
    Dictionary<string, float[][]> Numbers,
    float[] RowWeights,
    PyTorchRun[] Runs)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters =
        {
            new JsonStringEnumConverter(),
            new NamedRecordConverter<Loss>(),
            new NamedRecordConverter<Optimizer>(),
            new NamedRecordConverter<LearningRateSchedule>(),
        },
    };

    public static PyTorchRuns Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden.json"));
        return JsonSerializer.Deserialize<PyTorchRuns>(file, _json)!;
    }

    /// <summary>The rows of a run.</summary>
    public LabeledRows Rows(PyTorchRun run)
    {
        var features = Features[run.Features];
        var sparse = run.Features == "sparse";
        var classes = Classes.GetValueOrDefault(run.Targets);
        var numbers = Numbers.GetValueOrDefault(run.Targets);
        var rows = new LabeledRows(
            sparse ? new SparseFeatures(features[0].Length) : new FeatureMatrix(features[0].Length),
            classes is not null ? new ClassLabels(classes.Max() + 1) : new TargetMatrix(numbers![0].Length));
        for (var row = 0; row < features.Length; row++)
        {
            var weight = run.WeighRows ? RowWeights[row] : 1;
            if (sparse)
            {
                var (columns, values) = NonZeros(features[row]);
                if (classes is not null) rows.AppendSparse(columns, values, classes[row], weight);
                else rows.AppendSparse(columns, values, numbers![row], weight);
            }
            else if (classes is not null) rows.Append(features[row], classes[row], weight);
            else rows.Append(features[row], numbers![row], weight);
        }
        return rows;
    }

    private static (int[] Columns, float[] Values) NonZeros(float[] row)
    {
        int[] columns = [.. Enumerable.Range(0, row.Length).Where(column => row[column] != 0)];
        return (columns, [.. columns.Select(column => row[column])]);
    }
}
