using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A session that goes on where another was, with the network that this left.</summary>
public class SimdStateTests
{
    private static readonly HiddenLayer[] _hidden =
    [
        new(17, Activation.Maxout) { BatchNormalization = true },
        new(9, Activation.Tanh) { Dropout = 0.3f },
    ];

    public static TheoryData<string, bool> OptimizersAndFeatures()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var optimizer in Optimizers.All)
            foreach (var sparse in new[] { false, true }) cases.Add(optimizer.GetType().Name, sparse);
        return cases;
    }

    [Theory]
    [MemberData(nameof(OptimizersAndFeatures))]
    public void Training_goes_on_bitwise_from_a_saved_state(string name, bool sparse)
    {
        var data = SimdRuns.SparseNoise(50, 33, 3, density: 0.2, seed: 2);
        if (!sparse) data = SimdRuns.ToDense(data);
        var options = new TrainingOptions { Optimizer = Optimizers.Named(name), ClipNorm = 0.5f, Seed = 5 };
        var (whole, half) = (Network.Create(33, _hidden, 3), Network.Create(33, _hidden, 3));

        SessionState state;
        using (var session = new SimdBackend().StartTraining(whole, options))
        {
            session.Train(data, TestRows.InOrder(50), 8, [0.01f]);
            session.TakeTotals();
            state = session.SaveState();
            session.CopyParametersTo(half);
            session.Train(data, TestRows.InOrder(50), 8, [0.01f]);
            session.CopyParametersTo(whole);
        }
        Assert.Equal(7, state.StepCount);
        using (var session = new SimdBackend().StartTraining(half, options))
        {
            session.LoadState(state);
            session.Train(data, TestRows.InOrder(50), 8, [0.01f]);
            session.CopyParametersTo(half);
        }
        SimdRuns.BitwiseEqual(whole, half);
    }

    [Fact]
    public void Saving_does_not_change_what_was_saved_before()
    {
        var data = TestRows.Noise(20, 5, 3, seed: 1);
        using var session = new SimdBackend().StartTraining(Network.Create(5, [7], 3), new TrainingOptions());
        session.Train(data, TestRows.InOrder(20), 4, [0.1f]);
        var state = session.SaveState();
        var before = (float[])state.Tensors[0].Floats.Clone();
        session.Train(data, TestRows.InOrder(20), 4, [0.1f]);
        Assert.Equal(before, state.Tensors[0].Floats);
    }

    [Fact]
    public void States_have_the_layout_of_the_layers_parameters()
    {
        using var session = new SimdBackend().StartTraining(
            Network.Create(5, _hidden, 3), new TrainingOptions { Optimizer = new Adam() });
        Assert.Equal(
        [
            "layers.0.weight.first 34x5", "layers.0.weight.second 34x5", "layers.0.bias.first 34x1",
            "layers.0.bias.second 34x1", "layers.0.scale.first 34x1", "layers.0.scale.second 34x1",
            "layers.1.weight.first 9x17", "layers.1.weight.second 9x17", "layers.1.bias.first 9x1",
            "layers.1.bias.second 9x1", "layers.2.weight.first 3x9", "layers.2.weight.second 3x9",
            "layers.2.bias.first 3x1", "layers.2.bias.second 3x1",
        ],
        session.SaveState().Tensors.Select(tensor => $"{tensor.Name} {string.Join('x', tensor.Shape)}"));

        // After one step with learning rate 1 the velocity is the gradient, and so the negative of the change.
        var network = Network.Create(3, [], 2);
        var trained = network.Clone();
        using var plain = new SimdBackend().StartTraining(network, new TrainingOptions());
        plain.Train(TestRows.Noise(4, 3, 2, seed: 1), TestRows.InOrder(4), 4, learningRates: [1]);
        plain.CopyParametersTo(trained);
        var changes = network.Layers[0].Weights
            .Zip(trained.Layers[0].Weights, (before, after) => (double)before - after);
        // The weights are rounded to float, and those around 1 by 6e-8.
        new Tolerance(0, 2e-7).Check(changes.ToArray(), plain.SaveState().Tensors[0].Floats, "velocity");
    }

    [Fact]
    public void A_state_of_another_shape_is_refused()
    {
        SessionState state;
        using (var other = new SimdBackend().StartTraining(Network.Create(5, [7], 3), new TrainingOptions()))
            state = other.SaveState();
        using var wider = new SimdBackend().StartTraining(Network.Create(5, [8], 3), new TrainingOptions());
        using var adam = new SimdBackend().StartTraining(
            Network.Create(5, [7], 3), new TrainingOptions { Optimizer = new Adam() });
        Assert.Contains("must hold 40 values", Assert.Throws<FormatException>(() => wider.LoadState(state)).Message,
            StringComparison.Ordinal);
        Assert.Contains("lacks the tensor 'layers.0.weight.second'",
            Assert.Throws<FormatException>(() => adam.LoadState(state)).Message, StringComparison.Ordinal);
    }
}
