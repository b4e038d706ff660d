using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    private const int RowsOfHalf = 22, BatchOfState = 7;

    [Theory]
    [MemberData(nameof(AllOptimizers))]
    public void A_session_that_loads_the_state_of_another_goes_on_bitwise(string name)
    {
        var network = Stateful();
        var options = new TrainingOptions { Optimizer = Optimizers.Named(name), Seed = 5 };
        CheckResume(network, TestRows.Noise(2 * RowsOfHalf, network.InputSize, 3, seed: 1), options);
        CheckResume(network, SparseRows(2 * RowsOfHalf, network.InputSize, seed: 2), options);
    }

    [Fact]
    public void Clipping_max_norm_and_weights_go_on_bitwise_too() => CheckResume(
        Stateful(), LossCase.All[0].Rows(2 * RowsOfHalf, 33, 3, seed: 1, weighted: true),
        new TrainingOptions
        {
            ClipNorm = 0.1f,
            ClipValue = 0.05f,
            MaxNorm = 1,
            ClassWeights = ClassWeights.Of(1, 2, 3),
        });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Every_parameter_counts_for_being_finite(float value)
    {
        var network = Network.Create(5, [new HiddenLayer(17) { BatchNormalization = true }], 3);
        bool AreFinite()
        {
            using var session = Backend.StartTraining(network, new TrainingOptions());
            return session.HasFiniteParameters();
        }
        Assert.True(AreFinite());
        float[][] all = [.. network.Layers.SelectMany(layer => layer.Normalization is { } n
            ? new[] { layer.Weights, layer.Biases, n.Scale, n.RunningMean, n.RunningVariance }
            : [layer.Weights, layer.Biases])];
        foreach (var parameters in all)
            foreach (var place in new[] { 0, parameters.Length - 1 })
            {
                (var old, parameters[place]) = (parameters[place], value);
                Assert.False(AreFinite());
                parameters[place] = old;
            }
    }

    [Fact]
    public void A_saved_state_does_not_change_when_training_goes_on()
    {
        var (network, options) = (Stateful(), new TrainingOptions { Optimizer = new Adam() });
        var data = TestRows.Noise(2 * RowsOfHalf, network.InputSize, 3, seed: 1);
        var rows = TestRows.InOrder(2 * RowsOfHalf);
        using var session = Backend.StartTraining(network, options);
        session.Train(data, rows.AsSpan(0, RowsOfHalf), BatchOfState, [0.01f]);
        session.TakeTotals();
        var (state, half) = (session.SaveState(), network.Clone());
        session.CopyParametersTo(half);
        Assert.Equal(4, state.StepCount);

        session.Train(data, rows.AsSpan(RowsOfHalf), BatchOfState, [0.01f]);
        var (expected, actual) = (network.Clone(), network.Clone());
        session.CopyParametersTo(expected);

        using var resumed = Backend.StartTraining(half, options);
        resumed.LoadState(state);
        resumed.Train(data, rows.AsSpan(RowsOfHalf), BatchOfState, [0.01f]);
        resumed.CopyParametersTo(actual);
        NetworkAssert.BitwiseEqual(expected, actual);
    }

    [Fact]
    public void A_state_of_another_optimizer_is_refused()
    {
        Refused(Stateful(), new Sgd(), Stateful(), new MomentumSgd());
        Refused(Stateful(), new Sgd(), Stateful(), new Adam());
        Refused(Stateful(), new MomentumSgd(), Stateful(), new Adam());
        Refused(Stateful(), new MomentumSgd(), Stateful(), new Sgd());
        Refused(Stateful(), new Adam(), Stateful(), new Sgd());
        Refused(Stateful(), new Adam(), Stateful(), new MomentumSgd());
    }

    [Fact]
    public void A_state_of_another_network_is_refused()
    {
        var plain = Network.Create(33, [17], 3);
        var normalized = Network.Create(33, [new HiddenLayer(17) { BatchNormalization = true }], 3);
        Refused(plain, new Adam(), Network.Create(33, [90], 3), new Adam());
        Refused(plain, new Adam(), Network.Create(33, [17, 17], 3), new Adam());
        Refused(Network.Create(33, [17, 17], 3), new Adam(), plain, new Adam());
        Refused(plain, new Adam(), normalized, new Adam());
        Refused(normalized, new Adam(), plain, new Adam());
    }

    private void Refused(Network saved, Optimizer savedBy, Network loaded, Optimizer loadedBy)
    {
        using var session = Backend.StartTraining(saved, new TrainingOptions { Optimizer = savedBy });
        var data = TestRows.Noise(8, saved.InputSize, 3, seed: 1);
        session.Train(data, TestRows.InOrder(8), 4, [0.01f]);
        session.TakeTotals();
        var state = session.SaveState();
        using var other = Backend.StartTraining(loaded, new TrainingOptions { Optimizer = loadedBy });
        var e = Assert.Throws<FormatException>(() => other.LoadState(state));
        Assert.Contains("Try ", e.Message, StringComparison.Ordinal);
    }

    private void CheckResume(Network network, LabeledRows data, TrainingOptions options)
    {
        var rows = TestRows.InOrder(data.RowCount);
        var (expected, actual) = (network.Clone(), network.Clone());
        using var whole = Backend.StartTraining(network, options);
        whole.Train(data, rows.AsSpan(0, RowsOfHalf), BatchOfState, [0.01f]);
        whole.TakeTotals();
        whole.Train(data, rows.AsSpan(RowsOfHalf), BatchOfState, [0.01f]);
        whole.CopyParametersTo(expected);

        SessionState state;
        using (var first = Backend.StartTraining(network, options))
        {
            first.Train(data, rows.AsSpan(0, RowsOfHalf), BatchOfState, [0.01f]);
            first.TakeTotals();
            state = first.SaveState();
            first.CopyParametersTo(actual);
        }
        using var second = Backend.StartTraining(actual, options);
        second.LoadState(state);
        second.Train(data, rows.AsSpan(RowsOfHalf), BatchOfState, [0.01f]);
        second.CopyParametersTo(actual);

        NetworkAssert.BitwiseEqual(expected, actual);
        Assert.Equal(whole.TakeTotals(), second.TakeTotals());
        Assert.Equal(whole.Evaluate(data), second.Evaluate(data));
    }

    /// <summary>A network with all that has a state.</summary>
    private static Network Stateful() => Network.Create(33,
    [
        new HiddenLayer(17, Activation.Tanh) { BatchNormalization = true, Dropout = 0.5f },
        new HiddenLayer(9, Activation.Maxout) { Dropout = 0.25f },
        new HiddenLayer(8) { BatchNormalization = true },
    ], 3);
}
