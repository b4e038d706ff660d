using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The product of sparse rows of 100,000 features and a layer.</summary>
public class SparseKernels
{
    private const int FeatureCount = 100_000;

    private IScorer _scorer = null!;
    private SparseFeatures _features = null!;
    private float[] _scores = [];

    /// <summary>Rows, non-zeros of each, and units.</summary>
    [ParamsSource(nameof(Sizes))]
    public ProductSize Size { get; set; } = null!;

    public static IEnumerable<ProductSize> Sizes => [new(1, 100, 64), new(64, 100, 64), new(64, 100, 512)];

    [GlobalSetup]
    public void SetUp()
    {
        _scorer = new SimdBackend().CreateScorer(
            Network.Create(FeatureCount, [], Size.Outputs, output: OutputActivation.Identity));
        _features = (SparseFeatures)SyntheticRows.CreateSparse(Size.Rows, FeatureCount, Size.Inputs).Features;
        _scores = new float[Size.Rows * Size.Outputs];
    }

    /// <summary>Z = b + X W, of which only the rows of W are read that meet a non-zero.</summary>
    [Benchmark(Description = "sparse forward"), Work(flopsPerElement: 2)]
    public void SparseForward() => _scorer.Score(_features, _scores);
}
