namespace MLNet.Mlp.Core.Tests;

public class ActivationTests
{
    [Theory]
    [InlineData(Activation.ReLU, -2, 0, 0)]
    [InlineData(Activation.ReLU, 0, 0, 0)]
    [InlineData(Activation.ReLU, 3, 3, 1)]
    [InlineData(Activation.Identity, -2, -2, 1)]
    [InlineData(Activation.Sigmoid, 0, 0.5, 0.25)]
    [InlineData(Activation.Sigmoid, 1, 0.7310585786300049, 0.19661193324148185)]
    [InlineData(Activation.Sigmoid, -1000, 0, 0)]
    [InlineData(Activation.Tanh, 0, 0, 1)]
    [InlineData(Activation.Tanh, 1, 0.7615941559557649, 0.41997434161402614)]
    [InlineData(Activation.Tanh, 1000, 1, 0)]
    public void Known_values(Activation activation, double z, double a, double derivative)
    {
        var tolerance = new Tolerance(1e-15, 0);
        tolerance.Check(a, activation.Apply(z), "a");
        tolerance.Check(derivative, activation.Derivative(activation.Apply(z)), "f'(z)");
    }

    [Fact]
    public void NaN_stays_NaN() =>
        Assert.All(Enum.GetValues<Activation>(), activation => Assert.True(double.IsNaN(activation.Apply(double.NaN))));
}
