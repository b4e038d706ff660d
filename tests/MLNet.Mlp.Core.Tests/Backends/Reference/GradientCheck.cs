using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>
/// Back-propagation of the reference against central differences of its loss, in double precision:
/// <code>
/// slope = (8 (L(w + h) - L(w - h)) - (L(w + 2h) - L(w - 2h))) / 12h
/// </code>
/// </summary>
internal sealed class GradientCheck
{
    private const double H = 1e-3;

    /// <summary>How far weighted sums and errors must be from where a formula has a kink. A change of a parameter or an
    /// input by 2h, times weights and inputs of about 1 over three layers, does not reach so far.</summary>
    private const double KinkDistance = 0.01;

    // The truncation error is h^4 / 30 = 3e-14 times the fifth derivative, the rounding error 1.5 / h = 1500 times that
    // of the loss, which is a few 1e-16: together some 1e-12. The absolute part is ten times that, and matters only for
    // gradients below 1e-5; nearly all are around 0.01 and are held to 1e-6 of themselves.
    private static readonly Tolerance _tolerance = new(1e-6, 1e-11);

    private readonly Network _shape;
    private readonly ReferenceNetwork _network;
    private readonly TrainingOptions _options;
    private readonly LabeledRows _data;
    private readonly Func<int, int, Dropout>? _dropout;
    private readonly Objective _objective;
    private readonly Matrix<double> _x;
    private readonly int[] _rows;

    public GradientCheck(Network network, TrainingOptions options, LabeledRows data)
    {
        (_shape, _options, _data) = (network, options, data);
        (_network, _objective) = (new ReferenceNetwork(network), new Objective(network, options));
        _rows = TestRows.InOrder(data.RowCount);
        _x = ReferenceBatch.Gather(data.Features, _rows);
        if (network.Layers.Any(layer => layer.Dropout > 0))
            _dropout = (layer, row) => new Dropout(options.Seed, layer, 1, row);
    }

    /// <summary>Checks the gradients for the first of some seeds whose network and data keep away from kinks.</summary>
    public static void Run(Func<int, GradientCheck> create)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var check = create(seed);
            if (!check.IsFarFromKinks()) continue;
            check.CheckGradients();
            return;
        }
        Assert.Fail("No data keep away from the kinks. Try more seeds, or less of them to keep away from.");
    }

    private LayerPass[] Forward() => _network.Forward(_x, training: true, _dropout);

    /// <summary>The mean loss of the batch.</summary>
    private double Loss() =>
        ReferenceBatch.Measure(_objective, _data, _rows, Forward()[^1].Output).Totals.LossSum / _rows.Length;

    private void CheckGradients()
    {
        var passes = Forward();
        var (_, dLogits) = ReferenceBatch.Measure(_objective, _data, _rows, passes[^1].Output);
        var gradients = _network.Backward(passes, dLogits, _dropout);

        for (var l = 0; l < gradients.Length; l++)
        {
            var (layer, gradient) = (_network.Layers[l], gradients[l]);
            // That of biases may be zero: where all that follows is linear, the next normalization cancels them.
            Assert.True(gradient.Weights.FrobeniusNorm() > 1e-4, "A gradient of zero would compare nothing.");
            Check(layer.Weights.AsColumnMajorArray(), gradient.Weights.AsColumnMajorArray(), $"dWeights of layer {l}");
            Check(layer.Biases.AsArray(), gradient.Biases.AsArray(), $"dBiases of layer {l}");
            if (layer.Scale is { } scale) Check(scale.AsArray(), gradient.Scale!.AsArray(), $"dScale of layer {l}");
        }
        Assert.True(gradients[0].Input.FrobeniusNorm() > 1e-4, "A gradient of zero would compare nothing.");
        Check(_x.AsColumnMajorArray(), gradients[0].Input.AsColumnMajorArray(), "dInput");
    }

    private void Check(double[] values, double[] gradients, string what)
    {
        Assert.Equal(values.Length, gradients.Length);
        for (var i = 0; i < values.Length; i++) _tolerance.Check(Slope(ref values[i]), gradients[i], $"{what}[{i}]");
    }

    private double Slope(ref double parameter)
    {
        var value = parameter;
        double LossAt(ref double parameter, double change)
        {
            parameter = value + change;
            return Loss();
        }
        var near = LossAt(ref parameter, H) - LossAt(ref parameter, -H);
        var far = LossAt(ref parameter, 2 * H) - LossAt(ref parameter, -2 * H);
        parameter = value;
        return (8 * near - far) / (12 * H);
    }

    private bool IsFarFromKinks()
    {
        var passes = Forward();
        for (var l = 0; l < passes.Length; l++)
            foreach (var y in passes[l].Preactivations.EnumerateRows())
                if (!IsFarFromKinks(_shape.Layers[l], y)) return false;
        for (var row = 0; row < _rows.Length; row++)
        {
            var targets = new float[_shape.OutputSize];
            _data.Targets.CopyRowTo(row, targets);
            if (!IsFarFromKinks(passes[^1].Output.Row(row), targets)) return false;
        }
        return true;
    }

    private static bool IsFarFromKinks(DenseLayer layer, Vector<double> y)
    {
        // The derivative of ELU is continuous at 0, but its own derivative is not.
        if (layer.Activation == Activation.ELU) return y.All(z => Math.Abs(z) > KinkDistance);
        if (layer.Activation != Activation.Maxout)
            return y.All(z => ExpectedActivation.Of(layer.Activation).IsFarFromKinks(z, KinkDistance));
        // A maxout unit has its kinks where its two largest pieces are equal.
        return Enumerable.Range(0, layer.OutputSize).All(unit => Gap(
            Enumerable.Range(0, layer.Pieces).Select(piece => y[piece * layer.OutputSize + unit])) > KinkDistance);
    }

    private bool IsFarFromKinks(Vector<double> z, float[] t) => _options.Loss switch
    {
        AbsoluteError => z.Zip(t).All(pair => Math.Abs(pair.First - pair.Second) > KinkDistance),
        // The gradient of Huber's error is continuous, but its own derivative is not.
        HuberError huber => z.Zip(t).All(
            pair => Math.Abs(Math.Abs(pair.First - pair.Second) - huber.Delta) > KinkDistance),
        Hinge when z.Count == 1 => Math.Abs(1 - (2 * t[0] - 1) * z[0]) > KinkDistance,
        Hinge => IsFarFromHinge(z, Array.IndexOf(t, t.Max())),
        _ => true,
    };

    private static bool IsFarFromHinge(Vector<double> z, int right)
    {
        var rivals = z.Where((_, k) => k != right).ToArray();
        return Math.Abs(1 + rivals.Max() - z[right]) > KinkDistance
            && (rivals.Length == 1 || Gap(rivals) > KinkDistance);
    }

    /// <summary>The difference between the two largest.</summary>
    private static double Gap(IEnumerable<double> values)
    {
        var largest = values.OrderDescending().Take(2).ToArray();
        return largest[0] - largest[1];
    }
}
