using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Repeats training runs of PyTorch, batch by batch: every optimizer, every activation, clipping and depth. What
/// both do must agree in the loss of each of 50 steps and in the final parameters.</summary>
public class PyTorchTests
{
    private static readonly PyTorchRuns _golden = PyTorchRuns.Load();

    public static TheoryData<string> Names => [.. _golden.Runs.Select(run => run.Name)];

    /// <summary>Both compute in double. Parameters are rounded to float once, at the end; the losses are sums in another
    /// order, which is all that may differ, and 50 steps do not make much of it. Only PyTorch's hard sigmoid keeps the
    /// slope of 1/6 as a float, which is 3e-8 off.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_reference_backend_agrees_to_double_precision(string name)
    {
        if (name == "activation HardSigmoid")
            Repeat(name, new ReferenceBackend(), new Tolerance(1e-7, 1e-7), new Tolerance(1e-7, 1e-7));
        else
            Repeat(name, new ReferenceBackend(), new Tolerance(1e-10, 1e-12), Tolerance.FloatRounding);
    }

    /// <summary>Floats round each step to 6e-8 of its size. The adaptive methods divide by the root of a mean square that may
    /// be near zero, which makes much of the rounding of a small gradient: hence the absolute part.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_SIMD_backend_agrees_to_single_precision(string name) =>
        Repeat(name, new SimdBackend(), new Tolerance(1e-4, 1e-5), new Tolerance(1e-4, 1e-4));

    [Fact]
    public void Every_activation_and_every_optimizer_is_there()
    {
        Assert.All(Enum.GetNames<Activation>(), name => Assert.Contains($"activation {name}", _golden.Runs.Select(run => run.Name)));
        var optimizers = typeof(Optimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Optimizer)));
        Assert.All(optimizers, type => Assert.Contains($"optimizer {type.Name}", _golden.Runs.Select(run => run.Name)));
    }

    private static void Repeat(string name, IBackend backend, Tolerance ofLosses, Tolerance ofParameters)
    {
        var run = _golden.Runs.Single(run => run.Name == name);
        var rows = _golden.Rows();
        var network = run.InitialNetwork(rows.Features.ColumnCount, rows.ClassCount);
        using var session = backend.StartTraining(network, run.Options());

        for (var step = 0; step < run.Losses.Length; step++)
        {
            var first = step * _golden.BatchSize;
            int[] batch = [.. Enumerable.Range(first, _golden.BatchSize).Select(row => row % rows.RowCount)];
            session.Train(rows, batch, _golden.BatchSize, run.LearningRate);
            ofLosses.Check(run.Losses[step], session.TakeTotals().MeanLoss, $"{name}, loss of step {step}");
        }
        session.CopyParametersTo(network);
        for (var l = 0; l < network.Layers.Count; l++)
        {
            ofParameters.Check(run.Final[2 * l], network.Layers[l].Weights, $"{name}, weights of layer {l}");
            ofParameters.Check(run.Final[2 * l + 1], network.Layers[l].Biases, $"{name}, biases of layer {l}");
        }
    }
}
