using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>The same seed on the same device gives the same model, bit by bit, in both ways of training.</summary>
public sealed class RepeatabilityTests
{
    private static readonly TrainingOptions _options =
        new() { BatchSize = 7, Epochs = 4, Seed = 5, LearningRate = 0.02f, Optimizer = new Adam() };

    private static readonly Lazy<GpuBackend> _fused = new(() => TestGpu.CreateBackend());
    private static readonly Lazy<GpuBackend> _layered = new(() => TestGpu.CreateBackend(fuses: false));

    private static readonly LabeledRows _data = TestRows.Noise(61, 9, 3, seed: 2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Training_twice_gives_the_same_model_bitwise(bool fused)
    {
        var first = Train(Backend(fused), _options);
        NetworkAssert.BitwiseEqual(first, Train(Backend(fused), _options));
        NetworkAssert.Different(first, Train(Backend(fused), _options with { Seed = 6 }));
    }

    /// <summary>Else the tests of one of them would be those of the other.</summary>
    [Fact]
    public void The_two_ways_are_two_and_agree()
    {
        var (fused, layered) = (Train(Backend(true), _options), Train(Backend(false), _options));
        NetworkAssert.Different(fused, layered);
        NetworkAssert.Near(fused, layered, new Tolerance(1e-3, 1e-4), "fused and layer by layer");
    }

    /// <summary>What the contract says of networks that the fused engine does not take, of one that it does.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_session_that_loads_the_state_of_another_goes_on_bitwise(bool fused)
    {
        const int Half = 28;
        var backend = Backend(fused);
        var network = Plain();
        var rows = TestRows.InOrder(_data.RowCount);
        var (expected, actual) = (network.Clone(), network.Clone());
        SessionState state;
        using (var session = backend.StartTraining(network, _options))
        {
            session.Train(_data, rows.AsSpan(0, Half), _options.BatchSize, [0.02f]);
            session.TakeTotals();
            state = session.SaveState();
            session.CopyParametersTo(actual);
            session.Train(_data, rows.AsSpan(Half), _options.BatchSize, [0.02f]);
            session.CopyParametersTo(expected);
        }
        NetworkAssert.Different(expected, actual);

        using var resumed = backend.StartTraining(actual, _options);
        resumed.LoadState(state);
        resumed.Train(_data, rows.AsSpan(Half), _options.BatchSize, [0.02f]);
        resumed.CopyParametersTo(actual);
        NetworkAssert.BitwiseEqual(expected, actual);
    }

    private static GpuBackend Backend(bool fused) => (fused ? _fused : _layered).Value;

    private static Network Train(GpuBackend backend, TrainingOptions options) =>
        TrainingLoop.Train(Plain(), _data, options, backend: backend).Network;

    private static Network Plain() => Network.Create(
        9, [new HiddenLayer(12, Activation.Tanh) { Dropout = 0.25f }, new HiddenLayer(6, Activation.Tanh)], 3, seed: 1);
}
