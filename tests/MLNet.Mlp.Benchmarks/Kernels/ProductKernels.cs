using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Products on the way forward, and whole steps of training, of a single layer with identity outputs: through
/// <see cref="IScorer"/> and <see cref="ITrainingSession"/>, whatever kernels are behind them.</summary>
public class ProductKernels
{
    private IScorer _scorer = null!;
    private ITrainingSession _session = null!;
    private float[] _features = [];
    private float[] _scores = [];
    private LabeledRows _rows = null!;
    private int[] _order = [];

    [ParamsSource(nameof(Sizes))]
    public ProductSize Size { get; set; } = null!;

    public static IEnumerable<ProductSize> Sizes => ProductSize.All;

    [GlobalSetup]
    public void SetUp()
    {
        var network = Network.Create(Size.Inputs, [], Size.Outputs, output: OutputActivation.Identity);
        _scorer = new SimdBackend().CreateScorer(network);
        _session = new SimdBackend().StartTraining(
            network, new TrainingOptions { Loss = new SquaredError(), Threads = 1 });
        _features = RandomFloats.Create(Size.Rows * Size.Inputs);
        _scores = new float[Size.Rows * Size.Outputs];
        _rows = new LabeledRows(new FeatureMatrix(Size.Inputs), new TargetMatrix(Size.Outputs));
        for (var row = 0; row < Size.Rows; row++)
            _rows.Append(_features.AsSpan(row * Size.Inputs, Size.Inputs), _scores.AsSpan(0, Size.Outputs));
        _order = [.. Enumerable.Range(0, Size.Rows)];
    }

    [GlobalCleanup]
    public void CleanUp() => _session.Dispose();

    /// <summary>Z = b + X W.</summary>
    [Benchmark(Description = "forward"), Work(flopsPerElement: 2)]
    public void Forward() => _scorer.Score(_features, _scores);

    /// <summary>The same, the gradient of the weights and a step with momentum.</summary>
    [Benchmark(Description = "forward, weight gradient, step"), Work(flopsPerElement: 4)]
    public void Step() => _session.Train(_rows, _order, _order.Length, learningRates: [1e-6f]);
}
