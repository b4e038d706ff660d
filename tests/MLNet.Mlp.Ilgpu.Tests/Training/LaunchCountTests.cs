using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What a step costs: on a device the launches of a small network take longer than the work, so that one more
/// is a loss that no other test would show.</summary>
public sealed class LaunchCountTests : IDisposable
{
    private const int BatchSize = 4;

    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    /// <summary>For each layer one product forward, which ends in the activations; one for the way back into each but
    /// the first; one for the gradient of the weights, which ends in their update; and one for the biases. The loss is
    /// one for all.</summary>
    [Theory]
    [InlineData(new int[] { }, 1 + 1 + 0 + 1 + 1)]
    [InlineData(new[] { 6, 5 }, 3 + 1 + 2 + 3 + 3)]
    public void A_step_takes_four_launches_for_each_layer(int[] hidden, int expected)
    {
        var network = Network.Create(5, hidden, 3, Activation.Tanh);
        Assert.Equal(4 * network.Layers.Count, expected);
        Assert.Equal(expected, LaunchesOfAStep(network, new TrainingOptions { Optimizer = new Adam() }));
    }

    /// <summary>Random numbers of dropout are drawn where they are used.</summary>
    [Fact]
    public void Dropout_takes_none() => Assert.Equal(3 + 1 + 2 + 3 + 3, LaunchesOfAStep(
        Network.Create(5, [Dropping(6), Dropping(5)], 3), new TrainingOptions { Optimizer = new Adam() }));

    /// <summary>Clipping by value is part of the update, as the penalties are.</summary>
    [Fact]
    public void Clipping_by_value_and_penalties_take_none() => Assert.Equal(2 + 1 + 1 + 2 + 2, LaunchesOfAStep(
        Network.Create(5, [6], 3),
        new TrainingOptions { ClipValue = 0.1f, Optimizer = new Sgd { WeightDecay = 0.1f, L1Penalty = 0.1f } }));

    private static HiddenLayer Dropping(int units) => new(units) { Dropout = 0.5f };

    /// <summary>The difference between two steps and three, so that what a call takes once does not count.</summary>
    private long LaunchesOfAStep(Network network, TrainingOptions options)
    {
        using var session = GpuTrainingSession.Create(
            _gpu, network, options with { BatchSize = BatchSize }, fuses: false);
        var data = TestRows.Noise(3 * BatchSize, network.InputSize, network.OutputSize, seed: 1);
        return Launches(3) - Launches(2);

        long Launches(int steps)
        {
            var before = _gpu.LaunchCount;
            session.Train(data, TestRows.InOrder(steps * BatchSize), BatchSize, [0.1f]);
            return _gpu.LaunchCount - before;
        }
    }
}
