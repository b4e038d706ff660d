using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Repeats training runs of PyTorch, batch by batch: every optimizer, activation, loss, output and schedule,
/// and what else changes the result. What both do must agree in the loss and the learning rate of each of 50 steps, and
/// in the parameters and the loss at the end. Dropout is missing, as PyTorch draws other random numbers.</summary>
public class PyTorchTests
{
    private static readonly int[] _severalOutputs = [3], _oneAndSeveralOutputs = [1, 3];

    public static TheoryData<string> Names => RepeatedRun.Names;

    /// <summary>Both compute in double; sums are in another order, which is all that may differ, and 50 steps do not
    /// make much of it. Parameters are rounded to float once, at the end.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_reference_backend_agrees_to_double_precision(string name)
    {
        var ofLosses = Inexact(name) ?? new Tolerance(1e-10, 1e-12);
        RepeatedRun.Check(name, new ReferenceBackend(), ofLosses, Inexact(name) ?? Tolerance.FloatRounding);
    }

    /// <summary>Floats round each step to 6e-8 of its size. The adaptive methods divide by the root of a mean square
    /// that may be near zero, which makes much of the rounding of a small gradient: hence the absolute part.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_SIMD_backend_agrees_to_single_precision(string name) =>
        RepeatedRun.Check(name, new SimdBackend(), new Tolerance(1e-4, 1e-5), new Tolerance(1e-4, 1e-4));

    /// <summary>The loop asks the schedule for rates and tells it of losses, and chooses the rows.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_training_loop_ends_where_PyTorch_does(string name)
    {
        var (run, rows, network, options) = RepeatedRun.Prepare(name);
        var result = TrainingLoop.Train(network, rows, options, backend: new ReferenceBackend());

        var batchesPerEpoch = run.Losses.Length / RepeatedRun.Golden.Epochs;
        Assert.Equal(RepeatedRun.Golden.Epochs, result.History.Count);
        foreach (var report in result.History)
            Assert.Equal(run.Rates?[report.Epoch * batchesPerEpoch - 1] ?? run.LearningRate, report.LearningRate);
        RepeatedRun.CheckParameters(run, result.Network, Inexact(name) ?? Tolerance.FloatRounding);
    }

    [Fact]
    public void Every_activation_is_there() => Assert.Equal(
        Enum.GetValues<Activation>().Order(),
        RepeatedRun.Golden.Runs.SelectMany(run => run.HiddenLayers).Select(layer => layer.Activation).Distinct().Order());

    [Fact]
    public void Every_optimizer_and_every_schedule_is_there()
    {
        Assert.Equal(Derived<Optimizer>(), Names(run => run.Optimizer));
        Assert.Equal(Derived<LearningRateSchedule>(), Names(run => run.Schedule));

        static string[] Names(Func<PyTorchRun, object> part) =>
            [.. RepeatedRun.Golden.Runs.Select(run => part(run).GetType().Name).Distinct().Order()];
    }

    [Fact]
    public void Every_loss_is_there_with_every_output_that_it_goes_with()
    {
        var losses = RepeatedRun.Golden.Runs.Select(run => run.Loss).DistinctBy(loss => loss.GetType()).ToArray();
        Assert.Equal(Derived<Loss>(), losses.Select(loss => loss.GetType().Name).Order());

        var expected =
            from loss in losses
            from output in Enum.GetValues<OutputActivation>()
            from outputSize in output == OutputActivation.Softmax ? _severalOutputs : _oneAndSeveralOutputs
            where loss.For(output, outputSize) is not null
            select (loss.GetType().Name, output, outputSize);
        var actual = RepeatedRun.Golden.Runs.Select(run => (run.Loss.GetType().Name, run.Output, run.OutputSize)).Distinct();
        Assert.Equal(expected.Order(), actual.Order());
    }

    /// <summary>PyTorch's hard sigmoid keeps the slope of 1/6 as a float, which is 3e-8 off.</summary>
    private static Tolerance? Inexact(string name) =>
        name == "activation HardSigmoid" ? new Tolerance(1e-7, 1e-7) : null;

    private static string[] Derived<T>() => [.. typeof(T).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).Select(type => type.Name).Order()];
}
