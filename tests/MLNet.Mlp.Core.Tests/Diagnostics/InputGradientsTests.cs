using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class InputGradientsTests
{
    private const int InputSize = 4, OutputSize = 3;

    public static TheoryData<Activation, OutputActivation, bool> Cases()
    {
        var cases = new TheoryData<Activation, OutputActivation, bool>();
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (var output in Enum.GetValues<OutputActivation>())
                foreach (var normalized in (bool[])[false, true]) cases.Add(activation, output, normalized);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void They_are_the_slopes_of_the_outputs(Activation activation, OutputActivation output, bool normalized)
    {
        var network = Create(activation, output, normalized);
        var row = TestRows.Noise(1, InputSize, 2, seed: 6).Row(0);
        for (var k = 0; k < OutputSize; k++)
            foreach (var ofLogit in (bool[])[false, true])
                CheckSlopes(network, row, k, ofLogit, InputGradients.Of(network, row, k, ofLogit));
    }

    [Fact]
    public void Without_a_hidden_layer_the_gradient_of_a_logit_is_its_weights()
    {
        var network = Network.Create(InputSize, [], OutputSize, output: OutputActivation.Identity);
        Assert.Equal(network.Layers[0].Weights[4..8], InputGradients.Of(network, [1, 2, 3, 4], 1));
    }

    [Theory]
    [InlineData(OutputActivation.Softmax)]
    [InlineData(OutputActivation.Sigmoid)]
    public void Probabilities_next_to_1_keep_all_digits_of_their_gradients(OutputActivation output)
    {
        // One output is sigmoid(z), and of two with the logits z and 0 the first is the same.
        var layer = new DenseLayer(1, output == OutputActivation.Softmax ? 2 : 1, Activation.Identity);
        layer.Weights[0] = 1;
        var network = new Network([layer], output);
        foreach (var z in (float[])[0, 1, -1, 40, -40, 80, -80])
        {
            var expected = Math.Exp(-Math.Abs(z)) / Math.Pow(1 + Math.Exp(-Math.Abs(z)), 2);
            Tolerance.FloatRounding.Check(expected, InputGradients.Of(network, [z], 0)[0], $"{z}");
        }
        Assert.Equal([0f], InputGradients.Of(network, [1000], 0));
        Assert.Equal([0f], InputGradients.Of(network, [-1000], 0));
    }

    [Fact]
    public void Of_the_probabilities_of_a_softmax_they_sum_to_zero()
    {
        var network = Create(Activation.Tanh, OutputActivation.Softmax, normalized: true);
        var all = Enumerable.Range(0, OutputSize).Select(k => InputGradients.Of(network, [1, -2, 3, -4], k)).ToList();
        for (var i = 0; i < InputSize; i++) Assert.Equal(0, all.Sum(gradient => (double)gradient[i]), 1e-7);
    }

    [Fact]
    public void Many_rows_at_once_give_what_each_gives_alone()
    {
        var network = Create(Activation.GELU, OutputActivation.Softmax, normalized: true);
        var rows = TestRows.Noise(600, InputSize, OutputSize, seed: 3);
        var together = InputGradients.Of(network, TestRows.Features(rows), rows.Labels, ofLogit: true);
        for (var row = 0; row < rows.RowCount; row++)
            Tolerance.FloatRounding.Check(
                [.. InputGradients.Of(network, rows.Row(row), rows.Labels[row], ofLogit: true).Select(d => (double)d)],
                together.AsSpan(row * InputSize, InputSize), $"row {row}");
        Assert.Empty(InputGradients.Of(network, [], (ReadOnlySpan<int>)[]));
    }

    [Fact]
    public void Dropout_takes_no_part()
    {
        Network Create(float dropout) => Network.Create(2, [new HiddenLayer(30) { Dropout = dropout }], 2);
        Assert.Equal(InputGradients.Of(Create(0), [1, 2], 0), InputGradients.Of(Create(0.5f), [1, 2], 0));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var network = Network.Create(2, [3], 2);
        Assert.Contains("The row has 4 features but the network takes 2.",
            Assert.Throws<ArgumentException>(() => InputGradients.Of(network, [1, 2, 3, 4], 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains("must be 2 x 2 values",
            Assert.Throws<ArgumentException>(() => InputGradients.Of(network, [1, 2], [0, 1])).Message,
            StringComparison.Ordinal);
        foreach (var output in (int[])[-1, 2])
        {
            var e = Assert.Throws<ArgumentOutOfRangeException>(
                nameof(output), () => InputGradients.Of(network, [1, 2], output));
            Assert.Contains($"output must be in [0, 2); got {output}.", e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Two hidden layers; where they are normalized, with all of their numbers other than at the
    /// start.</summary>
    private static Network Create(Activation activation, OutputActivation output, bool normalized)
    {
        var layer = new HiddenLayer(5, activation) { BatchNormalization = normalized };
        var network = Network.Create(InputSize, [layer, layer], OutputSize, seed: 2, output: output);
        var random = new Random(4);
        void Draw(float[] values, float least)
        {
            foreach (ref var value in values.AsSpan()) value = least + random.NextSingle();
        }
        foreach (var dense in network.Layers)
        {
            Draw(dense.Biases, -0.5f);
            if (dense.Normalization is not { } normalization) continue;
            Draw(normalization.Scale, 0.5f);
            Draw(normalization.RunningMean, -0.5f);
            Draw(normalization.RunningVariance, 0.5f);
        }
        return network;
    }

    private static void CheckSlopes(Network network, ReadOnlySpan<float> row, int k, bool ofLogit, float[] actual)
    {
        // Truncation is of the order h² = 1e-10 and rounding 1e-16 / h = 1e-11. Folding rounds weights to floats, so
        // that a gradient made of larger parts that cancel is off by some 1e-8.
        const double H = 1e-5;
        var tolerance = new Tolerance(1e-6, 3e-8);
        var x = Vector<double>.Build.Dense(row.ToArray().Select(value => (double)value).ToArray());
        for (var i = 0; i < InputSize; i++)
        {
            double At(double shift)
            {
                var shifted = x.Clone();
                shifted[i] += shift;
                return Output(network, shifted, k, ofLogit);
            }
            var what = $"output {k}, {(ofLogit ? "logit" : "score")}, feature {i}";
            tolerance.Check((At(H) - At(-H)) / (2 * H), actual[i], what);
        }
    }

    /// <summary>By the layers as they are, not folded.</summary>
    private static double Output(Network network, Vector<double> x, int k, bool ofLogit)
    {
        var z = new ReferenceNetwork(network).Forward(x.ToRowMatrix())[^1].Output.Row(0);
        return ofLogit ? z[k] : network.Output switch
        {
            OutputActivation.Softmax => Math.Exp(z[k]) / z.Map(Math.Exp).Sum(),
            OutputActivation.Sigmoid => 1 / (1 + Math.Exp(-z[k])),
            _ => z[k],
        };
    }
}
