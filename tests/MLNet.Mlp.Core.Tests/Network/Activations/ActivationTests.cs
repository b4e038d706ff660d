using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The definitions in double precision.</summary>
public class ActivationTests
{
    private const double H = 1e-5;

    /// <summary>All but maxout, which is no function of one number; the tests of the backends measure it.</summary>
    public static TheoryData<Activation> All() =>
        [.. Enum.GetValues<Activation>().Where(activation => activation != Activation.Maxout)];

    [Theory]
    [InlineData(Activation.ReLU, -2, 0, 0)]
    [InlineData(Activation.ReLU, 0, 0, 0)]
    [InlineData(Activation.ReLU, 3, 3, 1)]
    [InlineData(Activation.Identity, -2, -2, 1)]
    [InlineData(Activation.Sigmoid, 0, 0.5, 0.25)]
    [InlineData(Activation.Sigmoid, 1, 0.7310585786300049, 0.19661193324148185)]
    [InlineData(Activation.Sigmoid, -1e4, 0, 0)]
    [InlineData(Activation.Sigmoid, 1e4, 1, 0)]
    [InlineData(Activation.Tanh, 0, 0, 1)]
    [InlineData(Activation.Tanh, 1, 0.7615941559557649, 0.41997434161402614)]
    [InlineData(Activation.Tanh, -1e4, -1, 0)]
    [InlineData(Activation.Tanh, 1e4, 1, 0)]
    [InlineData(Activation.LeakyReLU, -2, -0.02, 0.01)]
    [InlineData(Activation.LeakyReLU, 0, 0, 0.01)]
    [InlineData(Activation.LeakyReLU, 3, 3, 1)]
    [InlineData(Activation.ELU, -1e-9, -9.999999995e-10, 0.9999999990000000005)]
    [InlineData(Activation.ELU, 0, 0, 1)]
    [InlineData(Activation.ELU, -1e4, -1, 0)]
    [InlineData(Activation.ELU, 3, 3, 1)]
    [InlineData(Activation.SiLU, 0, 0, 0.5)]
    [InlineData(Activation.SiLU, 1, 0.7310585786300049, 0.9276705118714868)]
    [InlineData(Activation.SiLU, -1e4, 0, 0)]
    [InlineData(Activation.SiLU, 1e4, 1e4, 1)]
    [InlineData(Activation.GELU, 0, 0, 0.5)]
    [InlineData(Activation.GELU, 1, 0.8413447460685429, 1.0833154705876862)]
    [InlineData(Activation.GELU, -1e4, 0, 0)]
    [InlineData(Activation.GELU, 1e4, 1e4, 1)]
    [InlineData(Activation.GELUTanh, 0, 0, 0.5)]
    [InlineData(Activation.GELUTanh, -1e4, 0, 0)]
    [InlineData(Activation.GELUTanh, 1e4, 1e4, 1)]
    [InlineData(Activation.Softplus, 0, 0.6931471805599453, 0.5)]
    [InlineData(Activation.Softplus, -1e4, 0, 0)]
    [InlineData(Activation.Softplus, 1e4, 1e4, 1)]
    [InlineData(Activation.HardSigmoid, -4, 0, 0)]
    [InlineData(Activation.HardSigmoid, 0, 0.5, 1 / 6.0)]
    [InlineData(Activation.HardSigmoid, 4, 1, 0)]
    [InlineData(Activation.HardSwish, -4, 0, 0)]
    [InlineData(Activation.HardSwish, 0, 0, 0.5)]
    [InlineData(Activation.HardSwish, 1, 2 / 3.0, 5 / 6.0)]
    [InlineData(Activation.HardSwish, 4, 4, 1)]
    public void Known_values(Activation activation, double z, double a, double derivative)
    {
        var tolerance = new Tolerance(1e-15, 1e-16);
        tolerance.Check(a, activation.Forward(z), "a");
        tolerance.Check(derivative, Slope(activation, z), "f'(z)");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Both_formulas_are_those_of_the_textbook(Activation activation)
    {
        var expected = ExpectedActivation.Of(activation);
        // The textbook's forms cancel near 0 and at the far left.
        var tolerance = new Tolerance(1e-13, 1e-14);
        for (var z = -20.0; z <= 20; z += 0.0037)
        {
            tolerance.Check(expected.F(z), activation.Forward(z), $"f({z})");
            if (expected.IsFarFromKinks(z, 1e-12))
                tolerance.Check(expected.Derivative(z), Slope(activation, z), $"f'({z})");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_derivative_is_the_slope(Activation activation)
    {
        // Truncation is of the order h² = 1e-10, rounding of 10 x 1e-16 / h = 1e-10.
        var tolerance = new Tolerance(1e-9, 2e-9);
        for (var z = -10.0; z <= 10; z += 0.0037)
        {
            if (!ExpectedActivation.Of(activation).IsFarFromKinks(z, 2 * H)) continue;
            var slope = (activation.Forward(z + H) - activation.Forward(z - H)) / (2 * H);
            tolerance.Check(slope, Slope(activation, z), $"f'({z})");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_derivative_that_needs_only_the_output_does_not_read_the_input(Activation activation)
    {
        if (activation.DerivativeNeedsInput())
        {
            Assert.NotEqual(Slope(activation, -1.5), activation.Derivative(0, activation.Forward(-1.5)));
            return;
        }
        for (var z = -5.0; z <= 5; z += 0.5)
            Assert.Equal(Slope(activation, z), activation.Derivative(double.NaN, activation.Forward(z)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_activation_that_falls_somewhere_needs_the_input(Activation activation)
    {
        // Then two inputs have the same output and different slopes.
        var falls = Enumerable.Range(-1000, 2001).Any(i => ExpectedActivation.Of(activation).Derivative(i / 100.0) < 0);
        Assert.True(activation.DerivativeNeedsInput() || !falls);
    }

    [Fact]
    public void The_slopes_of_the_most_used_activations_follow_from_the_output() => Assert.All(
        (Activation[])[Activation.Identity, Activation.ReLU, Activation.LeakyReLU, Activation.Sigmoid, Activation.Tanh],
        activation => Assert.False(activation.DerivativeNeedsInput()));

    [Theory]
    [MemberData(nameof(All))]
    public void No_finite_number_gives_NaN_or_an_infinite_slope(Activation activation)
    {
        foreach (var magnitude in new[] { 1e4, 1e20, 1e100, double.MaxValue })
            foreach (var z in new[] { magnitude, -magnitude })
            {
                Assert.True(double.IsFinite(activation.Forward(z)), $"f({z})");
                Assert.InRange(Slope(activation, z), 0, 1);
            }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NaN_stays_NaN(Activation activation) => Assert.True(double.IsNaN(activation.Forward(double.NaN)));

    private static double Slope(Activation activation, double z) => activation.Derivative(z, activation.Forward(z));
}
