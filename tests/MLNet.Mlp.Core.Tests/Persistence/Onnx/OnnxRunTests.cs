using MLNet.Mlp.Activations;
using MLNet.Mlp.Backends;
using MLNet.Mlp.ForeignRuntimes;

namespace MLNet.Mlp.Core.Tests.Persistence.Onnx;

/// <summary>Exported networks give in other runtimes what they give here.</summary>
public sealed class OnnxRunTests : IDisposable
{
    private const int RowCount = 300;

    /// <summary>Probabilities may be off by 1e-5.</summary>
    private static readonly Tolerance _ofProbabilities = new(0, 1e-5);

    /// <summary>Numbers may be off by 1e-5 of themselves, and those near 0, which are small differences of larger
    /// ones, by 1e-5.</summary>
    private static readonly Tolerance _ofNumbers = new(1e-5, 1e-5);

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [OnnxRuntimeFact]
    public void ONNX_Runtime_gives_the_same_outputs() => AssertSameOutputs(ForeignRuntime.OnnxRuntime.Runtime!);

    [OpenCvFact]
    public void OpenCV_gives_the_same_outputs() => AssertSameOutputs(ForeignRuntime.OpenCv.Runtime!);

    [OnnxRuntimeFact]
    public void ONNX_Runtime_overflows_for_no_weighted_sum() => AssertNoOverflow(ForeignRuntime.OnnxRuntime.Runtime!);

    [OpenCvFact]
    public void OpenCV_overflows_for_no_weighted_sum() => AssertNoOverflow(ForeignRuntime.OpenCv.Runtime!);

    private void AssertSameOutputs(ForeignRuntime runtime)
    {
        Check(runtime, [.. OnnxTestNetworks.All.Select(networkCase =>
        {
            var network = networkCase.Create();
            var features = TestRows.Features(networkCase.CreateRows(RowCount));
            var scores = new float[RowCount * network.OutputSize];
            new SimdBackend().CreateScorer(network).Score(features, scores);
            return new Run(networkCase.ToString(), network, features, [.. scores.Select(score => (double)score)],
                network.Output == OutputActivation.Identity ? _ofNumbers : _ofProbabilities);
        })]);
    }

    /// <summary>Passes single numbers through each activation, up to the size at which any power of them overflows.
    /// </summary>
    private void AssertNoOverflow(ForeignRuntime runtime)
    {
        float[] magnitudes = [0, 0.1f, 1, 5, 10, 15, 20, 30, 50, 90, 100, 200, 1e3f, 1e4f, 1e6f, 1e10f, 1e15f, 1e30f];
        float[] sums = [.. magnitudes, .. magnitudes.Select(z => -z)];
        var activations = Enum.GetValues<Activation>().Where(activation => activation != Activation.Maxout);
        Check(runtime, [.. activations.Select(activation =>
        {
            var network = Network.Create(1, [1], 1, activation, output: OutputActivation.Identity);
            foreach (var layer in network.Layers) layer.Weights[0] = 1;
            return new Run(activation.ToString(), network, sums, [.. sums.Select(z => activation.Forward(z))],
                new Tolerance(1e-6, 1e-6));
        })]);
    }

    private void Check(ForeignRuntime runtime, IReadOnlyList<Run> runs)
    {
        var results = runtime.Run([.. runs.Select(Export)], _folder);
        Assert.Equal(runs.Count, results.Count);
        foreach (var (run, result) in runs.Zip(results))
        {
            var (name, scores) = Assert.Single(result);
            Assert.Equal(OnnxFile.OutputName, name);
            Assert.Equal([run.RowCount, run.Network.OutputSize], scores.Dims);
            run.Tolerance.Check(run.Expected, scores.Values<float>(), run.Name);
        }
    }

    private ForeignCase Export(Run run, int index)
    {
        var path = Path.Combine(_folder, $"{index}.onnx");
        OnnxFile.Save(run.Network, path);
        return new ForeignCase(path, new Dictionary<string, ForeignTensor>
        {
            [OnnxFile.InputName] = ForeignTensor.Of(run.Features, run.RowCount, run.Network.InputSize),
        });
    }

    private sealed record Run(
        string Name, Network Network, float[] Features, double[] Expected, Tolerance Tolerance)
    {
        public int RowCount => Features.Length / Network.InputSize;
    }
}
