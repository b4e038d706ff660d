using System.Text.Json;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests.Properties;
using MLNet.Mlp.ForeignRuntimes;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Networks that <see cref="NetworkFile"/> has saved, in PyTorch: load_in_pytorch.py.</summary>
public sealed class PyTorchLoadTests : IDisposable
{
    private const int InputSize = 64, RowCount = 300;

    private static readonly Tolerance _tolerance = new(0, 1e-5);

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PyTorchFact]
    public void PyTorch_loads_networks_as_the_README_says_and_gives_the_same_outputs()
    {
        HiddenLayer layer = new(128, Activation.SiLU) { BatchNormalization = true, Dropout = 0.2f };
        var folded = Create([layer, layer with { Units = 64 }], outputSize: 10);
        var normalized = Create([layer with { Units = 12 }], outputSize: 3);
        NetworkFile.Save(folded.Fold(), PathOf("digits.safetensors"));
        NetworkFile.Save(normalized, PathOf("normalized.safetensors"));
        var features = TestRows.Features(TestRows.Noise(RowCount, InputSize, classCount: 2, seed: 8));
        File.WriteAllText(PathOf("run.json"), JsonSerializer.Serialize(new { features }));

        ForeignRuntime.PyTorch.Runtime!.Run(
            Path.Combine(AppContext.BaseDirectory, "load_in_pytorch.py"),
            Path.Combine(AppContext.BaseDirectory, "README.md"),
            PathOf("run.json"));

        var outputs = JsonSerializer.Deserialize<Dictionary<string, float[]>>(File.ReadAllText(PathOf("run.json")))!;
        _tolerance.Check(Scores(folded, features), outputs["folded"], "folded");
        _tolerance.Check(Scores(normalized, features), outputs["normalized"], "normalized");
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static Network Create(HiddenLayer[] hiddenLayers, int outputSize) =>
        new NetworkCase(InputSize, hiddenLayers, outputSize, OutputActivation.Softmax, Seed: 5).Create();

    private static double[] Scores(Network network, float[] features)
    {
        var scores = new float[RowCount * network.OutputSize];
        new SimdBackend().CreateScorer(network).Score(features, scores);
        return [.. scores.Select(score => (double)score)];
    }
}
