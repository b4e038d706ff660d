namespace MLNet.Mlp.Core.Tests;

/// <summary>How far a number may be from the expected one: absolute + relative x |expected|.</summary>
internal readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>For what is computed in double and rounded to float once: half a unit in the last place is 6e-8.
    /// </summary>
    public static readonly Tolerance FloatRounding = new(1e-7, 1e-10);

    public void Check(double expected, double actual, string what)
    {
        if (!Allows(expected, actual))
            Assert.Fail($"{what}: expected {expected:R}, got {actual:R}; " +
                $"differs by {Math.Abs(expected - actual):E2}, allowed {Allowed(expected):E2}.");
    }

    public void Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!Allows(expected[i], actual[i])) Check(expected[i], actual[i], $"{what}[{i}]");
    }

    /// <summary>NaN is allowed nowhere.</summary>
    public bool Allows(double expected, double actual) => Math.Abs(expected - actual) <= Allowed(expected);

    private double Allowed(double expected) => Absolute + Relative * Math.Abs(expected);
}
