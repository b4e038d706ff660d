using System.Globalization;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class LayerStatisticsTests
{
    private static readonly Tolerance _double = new(1e-14, 0);

    /// <summary>Two rows through two ReLUs, the second of which is dead, and an output with the squared error.
    /// <code>
    /// x = (2, 1), (4, 3)    z = (2, -1), (4, -3)    a = (2, 0), (4, 0)    y = 2, 3    t = 1, 1
    /// dy = 2 (y - t) = 2, 4       da = (1, 6), (2, 12)       dz = (1, 0), (2, 0)       of the sum of the losses
    /// </code>
    /// The gradients of the parameters are of the mean of the two.</summary>
    [Fact]
    public void Worked_by_hand()
    {
        var (hidden, output) = (new DenseLayer(2, 2, Activation.ReLU), new DenseLayer(2, 1, Activation.Identity));
        ((float[])[1, 0, 0, -1]).CopyTo(hidden.Weights, 0);
        ((float[])[0.5f, 3]).CopyTo(output.Weights, 0);
        output.Biases[0] = 1;
        var rows = new LabeledRows(new FeatureMatrix(2), new TargetMatrix(1));
        rows.Append([2, 1], [1f]);
        rows.Append([100, 100], [1f]);
        rows.Append([4, 3], [1f]);

        var statistics = LayerStatistics.Measure(
            new Network([hidden, output], OutputActivation.Identity), rows, [0, 2],
            new TrainingOptions { Loss = new SquaredError() });

        // Of layer 0 the gradient of the weights is (2, 1) / 2 + 2 (4, 3) / 2 = (5, 3.5), and 0 for the dead unit.
        Check(statistics[0], new LayerStatistics(
            Layer: 0, ActivationMean: 1.5, ActivationDeviation: Math.Sqrt(2.75), ZeroFraction: 0.5, DeadFraction: 0.5,
            OutputGradientRms: Math.Sqrt((1 + 36 + 4 + 144) / 4.0), WeightGradientRms: Math.Sqrt((25 + 12.25) / 4),
            BiasGradientRms: 1.5 / Math.Sqrt(2), WeightNorm: Math.Sqrt(2),
            GradientToWeightRatio: Math.Sqrt((25 + 12.25) / 2)));
        // Of layer 1 it is 2 x 2 / 2 + 4 x 4 / 2 = 10, and 0 for the input from the dead unit.
        Check(statistics[1], new LayerStatistics(
            Layer: 1, ActivationMean: 2.5, ActivationDeviation: 0.5, ZeroFraction: 0, DeadFraction: 0,
            OutputGradientRms: Math.Sqrt((4 + 16) / 2.0), WeightGradientRms: Math.Sqrt(100 / 2.0), BiasGradientRms: 3,
            WeightNorm: Math.Sqrt(9.25), GradientToWeightRatio: 10 / Math.Sqrt(9.25)));
    }

    [Fact]
    public void The_gradients_are_those_of_a_training_step()
    {
        var normalized = new HiddenLayer(6, Activation.Maxout) { BatchNormalization = true };
        var network = Network.Create(5, [normalized, new HiddenLayer(4, Activation.Tanh)], 3);
        var rows = new LabeledRows(5, 3);
        var noise = TestRows.Noise(20, 5, 3, seed: 1);
        for (var row = 0; row < 20; row++) rows.Append(noise.Row(row), noise.Labels[row], weight: 1 + row % 3);
        var options = new TrainingOptions { Optimizer = new Sgd(), ClassWeights = ClassWeights.Of(1, 2, 0.5f) };
        int[] batch = [3, 1, 17, 8, 5, 2];

        var statistics = LayerStatistics.Measure(network, rows, batch, options);

        var after = network.Clone();
        using var session = new ReferenceBackend().StartTraining(network, options);
        session.Train(rows, batch, batch.Length, learningRates: [1]);
        session.CopyParametersTo(after);
        // Weights of size 1 are rounded to floats after the step, by 6e-8, and their gradients are some 0.1.
        var tolerance = new Tolerance(1e-6, 0);
        for (var l = 0; l < 3; l++)
        {
            var (start, end) = (network.Layers[l], after.Layers[l]);
            tolerance.Check(Rms(start.Weights, end.Weights), statistics[l].WeightGradientRms, $"weights of layer {l}");
            tolerance.Check(Rms(start.Biases, end.Biases), statistics[l].BiasGradientRms, $"biases of layer {l}");
        }
    }

    [Fact]
    public void Dropout_takes_no_part()
    {
        Network Create(float dropout) =>
            Network.Create(5, [new HiddenLayer(30, Activation.Tanh) { Dropout = dropout }], 3);
        var rows = TestRows.Noise(20, 5, 3, seed: 1);
        Assert.Equal(Measure(Create(0), rows), Measure(Create(0.5f), rows));
        Assert.Equal(0, Measure(Create(0.5f), rows)[0].ZeroFraction);
    }

    [Fact]
    public void Batch_normalization_takes_the_statistics_of_the_batch_and_keeps_its_own()
    {
        var network = Network.Create(5, [new HiddenLayer(30, Activation.Identity) { BatchNormalization = true }], 3);
        var normalization = network.Layers[0].Normalization!;
        Array.Fill(normalization.RunningMean, 1000);
        var statistics = Measure(network, TestRows.Noise(200, 5, 3, seed: 1))[0];
        Assert.Equal(0, statistics.ActivationMean, 1e-12);
        Assert.Equal(1, statistics.ActivationDeviation, 1e-3); // Less the epsilon of the normalization.
        Assert.All(normalization.RunningMean, mean => Assert.Equal(1000, mean));
    }

    [Theory]
    [InlineData(Activation.ReLU, -1, 1)]
    [InlineData(Activation.ReLU, 0, 1)]
    [InlineData(Activation.ReLU, 1, 0)]
    [InlineData(Activation.LeakyReLU, -1, 0)]
    [InlineData(Activation.GELU, -8, 1)]
    [InlineData(Activation.Sigmoid, 13, 0)]
    [InlineData(Activation.Sigmoid, 14, 1)]
    [InlineData(Activation.Sigmoid, -14, 1)]
    [InlineData(Activation.HardSigmoid, 4, 1)]
    [InlineData(Activation.Identity, -1e6, 0)]
    [InlineData(Activation.Maxout, -1e6, 0)]
    public void A_unit_without_slope_is_dead(Activation activation, float bias, double deadFraction)
    {
        var network = Network.Create(2, [3], 2, activation, WeightInitialization.Zeros);
        Array.Fill(network.Layers[0].Biases, bias);
        Assert.Equal(deadFraction, Measure(network, TestRows.Noise(9, 2, 2, seed: 1))[0].DeadFraction);
    }

    [Fact]
    public void A_unit_with_slope_in_one_row_alone_is_not_dead()
    {
        var network = Network.Create(1, [1], 2, Activation.ReLU, WeightInitialization.Constant);
        var rows = new LabeledRows(1, 2);
        foreach (var x in (float[])[-1, -2, 3, -4]) rows.Append([x], 0);
        var statistics = Measure(network, rows)[0];
        Assert.Equal((0, 0.75), (statistics.DeadFraction, statistics.ZeroFraction));
    }

    [Fact]
    public void Balanced_class_weights_are_those_of_all_the_rows()
    {
        var network = Network.Create(5, [4], 3);
        var rows = TestRows.Noise(50, 5, 3, seed: 1);
        var counts = ClassCounts.For(network);
        counts.Add(rows);
        var options = new TrainingOptions { ClassWeights = ClassWeights.Balanced };
        var resolved = options with { ClassWeights = options.ClassWeights.Resolve(counts) };
        Assert.Equal(
            LayerStatistics.Measure(network, rows, [0, 1, 2], resolved),
            LayerStatistics.Measure(network, rows, [0, 1, 2], options));
    }

    [Theory]
    [InlineData(1, new[] { 0 })]
    [InlineData(3, new[] { 0, 1, 2 })]
    public void A_few_rows_are_all_measured(int rowCount, int[] expected) =>
        Assert.Equal(expected, LayerStatistics.EvenlySpaced(rowCount));

    [Theory]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Of_many_rows_256_are_measured_with_equal_gaps(int rowCount)
    {
        var rows = LayerStatistics.EvenlySpaced(rowCount);
        Assert.Equal((256, 0), (rows.Length, rows[0]));
        int[] gaps = [.. rows.Zip(rows.Skip(1).Append(rowCount), (row, next) => next - row)];
        Assert.InRange(gaps.Max() - gaps.Min(), 0, 1);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var rows = TestRows.Noise(9, 2, 2, seed: 1);
        Check("at least one row", Network.Create(2, [], 2), []);
        Check("rows must be in [0, 9); got 9.", Network.Create(2, [], 2), [9]);
        Check("rows must be in [0, 9); got -1.", Network.Create(2, [], 2), [-1]);
        Check("takes 3 features", Network.Create(3, [], 2), [0]);
        Check("goes with outputs that are", Network.Create(2, [], 2, output: OutputActivation.Identity), [0]);

        void Check(string message, Network network, int[] batch) => Assert.Contains(message,
            Assert.ThrowsAny<ArgumentException>(
                () => LayerStatistics.Measure(network, rows, batch, new TrainingOptions())).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<LayerStatistics> Measure(Network network, LabeledRows rows) =>
        LayerStatistics.Measure(network, rows, TestRows.InOrder(rows.RowCount), new TrainingOptions());

    private static void Check(LayerStatistics actual, LayerStatistics expected)
    {
        foreach (var property in typeof(LayerStatistics).GetProperties())
        {
            double Value(LayerStatistics statistics) =>
                Convert.ToDouble(property.GetValue(statistics), CultureInfo.InvariantCulture);
            _double.Check(Value(expected), Value(actual), $"layer {expected.Layer}, {property.Name}");
        }
    }

    private static double Rms(float[] before, float[] after) =>
        Math.Sqrt(before.Zip(after, (w, v) => Math.Pow((double)w - v, 2)).Average());
}
