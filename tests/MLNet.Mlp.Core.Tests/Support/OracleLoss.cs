namespace MLNet.Mlp.Core.Tests;

/// <summary>The losses of the <see cref="Oracle"/>, as functions of the outputs y and from there to the logits through
/// the whole Jacobian dy_j / dz_k.</summary>
internal static class OracleLoss
{
    public static double[] Outputs(OutputActivation output, double[] z) => output switch
    {
        OutputActivation.Softmax => Softmax(z),
        OutputActivation.Sigmoid => [.. z.Select(x => 1 / (1 + Math.Exp(-x)))],
        _ => [.. z],
    };

    /// <summary>The loss of a row, and its gradient with respect to the logits.</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="output">Which outputs.</param>
    /// <param name="z">The logits.</param>
    /// <param name="t">The targets.</param>
    /// <param name="weights">What the part of each output in a mean over outputs is multiplied by.</param>
    public static (double Loss, double[] dZ) Of(
        Loss loss, OutputActivation output, double[] z, double[] t, double[] weights)
    {
        double count = z.Length;
        if (loss is Hinge) return z.Length == 1 ? BinaryHinge(z[0], t[0]) : MulticlassHinge(z, t);

        var y = Outputs(output, z);
        if (loss is CrossEntropy { LabelSmoothing: var s })
        {
            if (output == OutputActivation.Softmax)
            {
                double[] smoothed = [.. t.Select(x => (1.0 - s) * x + s / count)];
                return (-Sum(count, k => smoothed[k] * Math.Log(y[k])), Through(output, y, k => -smoothed[k] / y[k]));
            }
            double[] labels = [.. t.Select(x => (1.0 - s) * x + 0.5 * s)];
            double Term(int k) => labels[k] * Math.Log(y[k]) + (1 - labels[k]) * Math.Log(1 - y[k]);
            return (-Sum(count, k => weights[k] / count * Term(k)),
                Through(output, y, k => weights[k] / count * ((1 - labels[k]) / (1 - y[k]) - labels[k] / y[k])));
        }
        Func<double, (double Loss, double Slope)> error = loss switch
        {
            SquaredError => e => (e * e, 2 * e),
            AbsoluteError => e => (Math.Abs(e), Math.Sign(e)),
            HuberError { Delta: var delta } => e => Math.Abs(e) <= delta
                ? (e * e / 2, e)
                : (delta * (Math.Abs(e) - delta / 2.0), delta * Math.Sign(e)),
            _ => throw new NotSupportedException($"The oracle knows no {loss.GetType().Name}."),
        };
        return (Sum(count, k => weights[k] / count * error(y[k] - t[k]).Loss),
            Through(output, y, k => weights[k] / count * error(y[k] - t[k]).Slope));
    }

    /// <summary>By how much a row is right, in logits; negative where it is wrong.</summary>
    public static double Lead(Loss loss, OutputActivation output, double[] z, double[] t)
    {
        if (output == OutputActivation.Identity && loss is not Hinge) return double.NegativeInfinity;
        if (output == OutputActivation.Sigmoid || z.Length == 1)
            return z.Select((x, k) => t[k] > 0.5 ? x : -x).Min();
        var right = Array.IndexOf(t, t.Max());
        return z[right] - z.Where((_, k) => k != right).Max();
    }

    private static (double Loss, double[] dZ) BinaryHinge(double z, double t)
    {
        var y = t > 0.5 ? 1 : -1;
        return y * z < 1 ? (1 - y * z, [-y]) : (0, [0]);
    }

    private static (double Loss, double[] dZ) MulticlassHinge(double[] z, double[] t)
    {
        var right = Array.IndexOf(t, t.Max());
        var others = z.Select((x, k) => k == right ? double.NegativeInfinity : x).ToArray();
        var rival = Array.IndexOf(others, others.Max());
        var (loss, dZ) = (1 + z[rival] - z[right], new double[z.Length]);
        if (loss <= 0) return (0, dZ);
        (dZ[rival], dZ[right]) = (1, -1);
        return (loss, dZ);
    }

    /// <summary>dz_k = sum_j dy_j dy_j / dz_k.</summary>
    private static double[] Through(OutputActivation output, double[] y, Func<int, double> dY) =>
        [.. y.Select((_, k) => output switch
        {
            OutputActivation.Softmax => Sum(y.Length, j => dY(j) * y[j] * ((j == k ? 1 : 0) - y[k])),
            OutputActivation.Sigmoid => dY(k) * y[k] * (1 - y[k]),
            _ => dY(k),
        })];

    private static double[] Softmax(double[] z)
    {
        var max = z.Max();
        var exp = z.Select(x => Math.Exp(x - max)).ToArray();
        var sum = exp.Sum();
        return [.. exp.Select(e => e / sum)];
    }

    private static double Sum(double count, Func<int, double> term)
    {
        double sum = 0;
        for (var k = 0; k < count; k++) sum += term(k);
        return sum;
    }
}
