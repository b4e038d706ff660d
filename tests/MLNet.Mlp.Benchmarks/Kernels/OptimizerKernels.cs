using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The steps of the optimizers on the weights of a layer, apart from the gradients.</summary>
public class OptimizerKernels
{
    private readonly Updater<Float32Vector> _sgd = Begin(new Sgd()), _momentum = Begin(new MomentumSgd()),
        _nesterov = Begin(new NesterovSgd()), _adam = Begin(new Adam()), _adamW = Begin(new AdamW()),
        _rmsProp = Begin(new RmsProp()), _adagrad = Begin(new Adagrad());

    private AlignedBuffer _values = null!, _gradients = null!, _first = null!, _second = null!;

    [ParamsSource(nameof(Sizes))]
    public KernelSize Size { get; set; } = null!;

    public static IEnumerable<KernelSize> Sizes => [new("784 x 128", 784 * 128)];

    /// <summary>Gradients and states are far from 0: numbers so small that they are slow would never do in training.
    /// </summary>
    [GlobalSetup]
    public void SetUp()
    {
        _values = Filled(RandomFloats.Create((int)Size.Elements));
        _gradients = Filled(RandomFloats.Create((int)Size.Elements, least: 0.1f));
        var ones = new float[Size.Elements];
        Array.Fill(ones, 1);
        (_first, _second) = (Filled(ones), Filled(ones));
    }

    [Benchmark, Work(0)]
    public void Sgd() => Step(_sgd);

    [Benchmark, Work(0)]
    public void MomentumSgd() => Step(_momentum);

    [Benchmark, Work(0)]
    public void NesterovSgd() => Step(_nesterov);

    [Benchmark, Work(0)]
    public void Adam() => Step(_adam);

    [Benchmark, Work(0)]
    public void AdamW() => Step(_adamW);

    [Benchmark, Work(0)]
    public void RmsProp() => Step(_rmsProp);

    [Benchmark, Work(0)]
    public void Adagrad() => Step(_adagrad);

    private static Updater<Float32Vector> Begin(Optimizer optimizer)
    {
        var updater = optimizer.CreateUpdater<Float32Vector>();
        updater.Begin(new StepValues(1, 1e-6f));
        return updater;
    }

    private void Step(Updater<Float32Vector> updater) => updater.Update(new Parameters<Float32Vector>
    {
        Values = Vectors(_values),
        Gradients = Vectors(_gradients),
        First = Vectors(_first),
        Second = Vectors(_second),
        AreWeights = true,
    });

    private static Span<Float32Vector> Vectors(AlignedBuffer buffer) =>
        MemoryMarshal.Cast<float, Float32Vector>(buffer.Span);

    private static AlignedBuffer Filled(float[] values)
    {
        var buffer = new AlignedBuffer(values.Length);
        values.CopyTo(buffer.Span);
        return buffer;
    }
}
