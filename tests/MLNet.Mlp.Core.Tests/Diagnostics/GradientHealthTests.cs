namespace MLNet.Mlp.Core.Tests;

public class GradientHealthTests
{
    private static readonly LabeledRows _rows = TestRows.Clusters(100, 3, seed: 1);

    [Fact]
    public void Deep_sigmoids_vanish_towards_the_input()
    {
        var warning = Assert.Single(Measure(Network.Create(2, [.. Enumerable.Repeat(20, 8)], 3, Activation.Sigmoid)));
        Assert.Equal((GradientProblem.Vanishing, 0), (warning.Problem, warning.Layer));
        Assert.Matches(
            @"^The gradient vanishes on its way to layer 0: its root mean square there is \d(\.\d)?E-\d+, 1/\d{5,6} " +
            @"of that at the logits\. So it is with layers 1(, \d)* and \d\. Try ReLU instead of Sigmoid, He " +
            @"initialization, batch normalization or features normalized to about -1\.\.1\.$",
            warning.Message);
    }

    [Fact]
    public void What_is_advised_against_vanishing_gradients_helps()
    {
        int[] layers = [.. Enumerable.Repeat(20, 8)];
        Assert.Empty(Measure(Network.Create(2, layers, 3, Activation.ReLU, WeightInitialization.He)));
        var normalized = new HiddenLayer(20, Activation.Sigmoid) { BatchNormalization = true };
        Assert.Empty(Measure(Network.Create(2, [.. layers.Select(_ => normalized)], 3)));
    }

    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Maxout)]
    [InlineData(Activation.Tanh)]
    public void Weights_that_are_too_small_let_the_gradient_vanish(Activation activation)
    {
        var network = Network.Create(2, [20, 20, 20, 20, 20], 3, activation, WeightInitialization.Normal);
        Assert.Equal(GradientProblem.Vanishing, Assert.Single(Measure(network)).Problem);
    }

    [Fact]
    public void Weights_that_are_too_large_let_the_gradient_explode()
    {
        var network = Network.Create(2, [20, 20, 20, 20, 20], 3, Activation.ReLU);
        foreach (var layer in network.Layers)
            for (var i = 0; i < layer.Weights.Length; i++) layer.Weights[i] *= 10;
        var warning = Assert.Single(Measure(network));
        Assert.Equal((GradientProblem.Exploding, 0), (warning.Problem, warning.Layer));
        Assert.Matches(
            @"^The gradient explodes on its way to layer 0: its root mean square there is \d(\.\d)?E\d+, \d+ times " +
            @"that at the logits\. So it is with layers? 1.* Try a ClipNorm of 1, He initialization, batch " +
            @"normalization or features normalized to about -1\.\.1\.$",
            warning.Message);
    }

    [Fact]
    public void Units_that_always_give_0_are_dead()
    {
        var network = Network.Create(2, [20, 20], 3);
        for (var unit = 0; unit < 20; unit++) network.Layers[1].Biases[unit] = unit < 11 ? -100 : 100;
        Assert.Equal(
            "In layer 1, 55 % of the units are dead: the slope of their ReLU is next to 0 in every row measured, so " +
            "that steps no longer change them. Try LeakyReLU instead of ReLU, He initialization, a smaller " +
            "LearningRate or batch normalization.",
            Assert.Single(Measure(network)).Message);

        network.Layers[1].Biases[10] = 100; // Half of the layer is alive.
        Assert.Empty(Measure(network));
    }

    [Fact]
    public void Weights_of_0_leave_dead_units_in_every_layer()
    {
        var warnings = Measure(Network.Create(2, [5, 5], 3, Activation.ReLU, WeightInitialization.Zeros));
        Assert.Equal([0, 1], warnings.Where(w => w.Problem == GradientProblem.DeadUnits).Select(w => w.Layer));
    }

    [Theory]
    [InlineData(1, 1e-3, null)]
    [InlineData(1, 0.99e-3, GradientProblem.Vanishing)]
    [InlineData(1, 0, GradientProblem.Vanishing)]
    [InlineData(1, 1000, null)]
    [InlineData(1, 1001, GradientProblem.Exploding)]
    [InlineData(1, double.NaN, GradientProblem.Exploding)]
    [InlineData(1, double.PositiveInfinity, GradientProblem.Exploding)]
    [InlineData(double.PositiveInfinity, 1, GradientProblem.Exploding)]
    [InlineData(double.NaN, double.NaN, GradientProblem.Exploding)]
    [InlineData(1e-200, 1e-200, null)]
    [InlineData(0, 0, null)]
    public void The_limits_are_a_thousand_times_more_or_less(
        double atLogits, double atLayer0, GradientProblem? expected)
    {
        var warnings = GradientHealth.Warnings(
            Network.Create(2, [3], 2), [Statistics(0, atLayer0), Statistics(1, atLogits)]);
        Assert.Equal(expected is { } problem ? [problem] : [], warnings.Select(warning => warning.Problem));
    }

    [Fact]
    public void Messages_say_the_numbers_in_words_where_they_are_extreme()
    {
        Check(6e-5, 3e-9, "there is 3E-9, 1/20000 of that at the logits. Try");
        Check(1, 0, "there is 0, less than a millionth of that at the logits. Try");
        Check(1, 15000, "there is 1.5E4, 15000 times that at the logits. Try");
        Check(1, 2e9, "there is 2E9, more than a million times that at the logits. Try");
        Check(1, double.NaN, "there is NaN. Try");

        static void Check(double atLogits, double atLayer0, string expected)
        {
            var warnings = GradientHealth.Warnings(
                Network.Create(2, [3], 2), [Statistics(0, atLayer0), Statistics(1, atLogits)]);
            Assert.Contains(expected, Assert.Single(warnings).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_worst_layer_is_named_first()
    {
        var network = Network.Create(2, [3, 3, 3], 2);
        var warning = Assert.Single(GradientHealth.Warnings(
            network, [Statistics(0, 2e-5), Statistics(1, 1e-5), Statistics(2, 0.1), Statistics(3, 1)]));
        Assert.Matches("on its way to layer 1: .* So it is with layer 0. Try He init.* or batch norm", warning.Message);
    }

    public static TheoryData<Activation> Activations() => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Sound_networks_give_no_warning_before_training_or_after(Activation activation)
    {
        var network = Network.Create(2, [30, 20], 3, activation);
        Assert.Empty(Measure(network));
        var options = new TrainingOptions { Epochs = 30 };
        var backend = new Backends.ReferenceBackend();
        Assert.Empty(Measure(TrainingLoop.Train(network, _rows, options, backend: backend).Network));
    }

    [Theory]
    [InlineData(new[] { 3000 })]
    [InlineData(new[] { 3, 500, 3 })]
    [InlineData(new int[0])]
    public void Widths_alone_give_no_warning(int[] hiddenLayers)
    {
        var rows = TestRows.Noise(50, 2, 2, seed: 1);
        foreach (var activation in Enum.GetValues<Activation>())
        {
            var network = Network.Create(2, hiddenLayers, 1, activation, output: OutputActivation.Sigmoid);
            Assert.Empty(GradientHealth.Warnings(network, LayerStatistics.Measure(
                network, rows, TestRows.InOrder(50), new TrainingOptions())));
        }
    }

    [Fact]
    public void Statistics_of_another_network_are_refused() => Assert.Contains(
        "has 2 layers but there are statistics of 1",
        Assert.Throws<ArgumentException>(
            () => GradientHealth.Warnings(Network.Create(2, [3], 2), [Statistics(0, 1)])).Message,
        StringComparison.Ordinal);

    private static IReadOnlyList<GradientWarning> Measure(Network network) => GradientHealth.Warnings(
        network, LayerStatistics.Measure(network, _rows, TestRows.InOrder(100), new TrainingOptions()));

    private static LayerStatistics Statistics(int layer, double outputGradientRms) =>
        new(layer, 0, 1, 0, 0, outputGradientRms, 1, 1, 1, 1);
}
