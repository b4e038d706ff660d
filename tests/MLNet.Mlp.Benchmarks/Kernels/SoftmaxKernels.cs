using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The softmax of one row of logits, beside that of <see cref="TensorPrimitives"/>.</summary>
public class SoftmaxKernels
{
    private float[] _logits = [];
    private float[] _probabilities = [];

    /// <summary>The number of classes.</summary>
    [ParamsSource(nameof(Sizes))]
    public KernelSize Size { get; set; } = null!;

    public static IEnumerable<KernelSize> Sizes => [new("10", 10), new("1000", 1_000)];

    [GlobalSetup]
    public void SetUp() => (_logits, _probabilities) =
        (RandomFloats.Create((int)Size.Elements), new float[Size.Elements]);

    [Benchmark(Description = "softmax, ours"), Work(0)]
    public void Softmax()
    {
        _logits.CopyTo(_probabilities, 0); // It works in place, and would soon have nothing but equal logits.
        RowSoftmax.Apply(_probabilities, scale: 1, offset: 0, label: 0);
    }

    [Benchmark(Description = "softmax, Tensors"), Work(0)]
    public void TensorSoftmax() => TensorPrimitives.SoftMax<float>(_logits, _probabilities);
}
