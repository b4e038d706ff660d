using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Elementary functions of a vector that stays in the first-level cache, beside those of
/// <see cref="TensorPrimitives"/>.</summary>
public class FunctionKernels
{
    private readonly SimdActivation _tanh = SimdActivation.Of(Activation.Tanh);
    private readonly SimdActivation _sigmoid = SimdActivation.Of(Activation.Sigmoid);
    private float[] _x = [];
    private float[] _y = [];

    [ParamsSource(nameof(Sizes))]
    public KernelSize Size { get; set; } = null!;

    public static IEnumerable<KernelSize> Sizes => [new("2048", 2048)];

    /// <summary>All are positive, as a logarithm wants them.</summary>
    [GlobalSetup]
    public void SetUp() => (_x, _y) = (RandomFloats.Create((int)Size.Elements, least: 0.1f), new float[Size.Elements]);

    [Benchmark(Description = "exp, ours"), Work(0)]
    public void Exp()
    {
        Span<Float32Vector> x = Vectors(_x), y = Vectors(_y);
        for (var i = 0; i < x.Length; i++) y[i] = Float32Vector.Exp(x[i]);
    }

    [Benchmark(Description = "exp, Tensors"), Work(0)]
    public void TensorExp() => TensorPrimitives.Exp<float>(_x, _y);

    [Benchmark(Description = "tanh, ours"), Work(0)]
    public void Tanh() => _tanh.Forward(_x, _y);

    [Benchmark(Description = "tanh, Tensors"), Work(0)]
    public void TensorTanh() => TensorPrimitives.Tanh<float>(_x, _y);

    [Benchmark(Description = "sigmoid, ours"), Work(0)]
    public void Sigmoid() => _sigmoid.Forward(_x, _y);

    [Benchmark(Description = "sigmoid, Tensors"), Work(0)]
    public void TensorSigmoid() => TensorPrimitives.Sigmoid<float>(_x, _y);

    [Benchmark(Description = "log, ours"), Work(0)]
    public void Log()
    {
        Span<Float32Vector> x = Vectors(_x), y = Vectors(_y);
        for (var i = 0; i < x.Length; i++) y[i] = Float32Vector.Log(x[i]);
    }

    [Benchmark(Description = "log, Tensors"), Work(0)]
    public void TensorLog() => TensorPrimitives.Log<float>(_x, _y);

    private static Span<Float32Vector> Vectors(Span<float> floats) =>
        MemoryMarshal.Cast<float, Float32Vector>(floats);
}
