using MathNet.Numerics.Distributions;

namespace MLNet.Mlp.Core.Tests;

/// <summary>An activation as textbooks have it, in double precision and in terms of z alone.</summary>
/// <param name="F">f(z).</param>
/// <param name="Derivative">f'(z).</param>
/// <param name="Kinks">Where there is no derivative.</param>
internal sealed record ExpectedActivation(
    Func<double, double> F, Func<double, double> Derivative, params double[] Kinks)
{
    private const double C = 0.7978845608028654, Cubic = 0.044715;

    private static readonly Dictionary<Activation, ExpectedActivation> _all = new()
    {
        [Activation.Identity] = new(z => z, _ => 1),
        [Activation.ReLU] = new(z => z < 0 ? 0 : z, z => z > 0 ? 1 : 0, 0),
        [Activation.LeakyReLU] = new(z => z < 0 ? z / 100 : z, z => z > 0 ? 1 : 0.01, 0),
        [Activation.ELU] = new(z => z < 0 ? Math.Exp(z) - 1 : z, z => z < 0 ? Math.Exp(z) : 1),
        [Activation.Sigmoid] = new(Logistic, z => Logistic(z) * Logistic(-z)),
        [Activation.Tanh] = new(z => 1 - 2 * Logistic(-2 * z), z => 4 * Logistic(2 * z) * Logistic(-2 * z)),
        [Activation.SiLU] = new(z => z * Logistic(z), z => Logistic(z) * (1 + z * Logistic(-z))),
        [Activation.GELU] = new(z => z * Normal.CDF(0, 1, z), z => Normal.CDF(0, 1, z) + z * Normal.PDF(0, 1, z)),
        [Activation.GELUTanh] = new(
            z => z * Logistic(2 * Inner(z)),
            z => Logistic(2 * Inner(z)) * (1 + 2 * z * Logistic(-2 * Inner(z)) * C * (1 + 3 * Cubic * z * z))),
        [Activation.Softplus] = new(z => z > 40 ? z : Math.Log(1 + Math.Exp(z)), Logistic),
        [Activation.HardSigmoid] = new(z => Math.Clamp((z + 3) / 6, 0, 1), z => z is > -3 and < 3 ? 1 / 6.0 : 0, -3, 3),
        [Activation.HardSwish] = new(
            z => z < -3 ? 0 : z > 3 ? z : z * (z + 3) / 6,
            z => z < -3 ? 0 : z > 3 ? 1 : (2 * z + 3) / 6, -3, 3),
    };

    public static ExpectedActivation Of(Activation activation) => _all[activation];

    public bool IsFarFromKinks(double z, double distance) => Kinks.All(kink => Math.Abs(z - kink) > distance);

    private static double Logistic(double z) => 1 / (1 + Math.Exp(-z));

    private static double Inner(double z) => C * (z + Cubic * z * z * z);
}
