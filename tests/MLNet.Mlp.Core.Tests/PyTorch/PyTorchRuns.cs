using System.Text.Json;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The content of golden.json, which golden.py writes.</summary>
internal sealed record PyTorchRuns(
    int BatchSize, int ClassCount, float[][] Features, int[] Labels, PyTorchRun[] Runs)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static PyTorchRuns Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden.json"));
        return JsonSerializer.Deserialize<PyTorchRuns>(file, _json)!;
    }

    public LabeledRows Rows()
    {
        var rows = new LabeledRows(Features[0].Length, ClassCount);
        foreach (var (features, label) in Features.Zip(Labels)) rows.Append(features, label);
        return rows;
    }
}

/// <summary>One training run of PyTorch. Parameters are listed as PyTorch does: weight, bias, weight, bias, ...</summary>
internal sealed record PyTorchRun(
    string Name, PyTorchLayer[] HiddenLayers, string Optimizer, float LearningRate, float? ClipNorm, float? ClipValue,
    float[][] Initial, double[] Losses, double[][] Final)
{
    public Network InitialNetwork(int inputSize, int classCount)
    {
        var network = Network.Create(inputSize,
            [.. HiddenLayers.Select(layer => new HiddenLayer(layer.Units, Enum.Parse<Activation>(layer.Activation)))], classCount);
        for (var l = 0; l < network.Layers.Count; l++)
        {
            Initial[2 * l].CopyTo(network.Layers[l].Weights, 0);
            Initial[2 * l + 1].CopyTo(network.Layers[l].Biases, 0);
        }
        return network;
    }

    public TrainingOptions Options()
    {
        const string WithDecay = " with weight decay";
        var decay = Optimizer.EndsWith(WithDecay, StringComparison.Ordinal) ? 0.02f : 0;
        Optimizer optimizer = Optimizer.Replace(WithDecay, "", StringComparison.Ordinal) switch
        {
            "Sgd" => new Sgd { WeightDecay = decay },
            "MomentumSgd" => new MomentumSgd { WeightDecay = decay },
            "NesterovSgd" => new NesterovSgd { WeightDecay = decay },
            "Adagrad" => new Adagrad { WeightDecay = decay },
            "RmsProp" => new RmsProp { WeightDecay = decay },
            "Adam" => new Adam { WeightDecay = decay },
            "AdamW" => new AdamW { WeightDecay = decay },
            _ => throw new InvalidOperationException($"golden.json names the unknown optimizer '{Optimizer}'."),
        };
        return new TrainingOptions { Optimizer = optimizer, ClipNorm = ClipNorm, ClipValue = ClipValue };
    }
}

internal sealed record PyTorchLayer(int Units, string Activation);
