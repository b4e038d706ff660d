namespace MLNet.Mlp.Core.Tests;

public class ConvergenceRuleTests
{
    [Theory]
    [InlineData(0.1, 1, new[] { 1, 0.8, 0.75 }, 3)]
    [InlineData(0.1, 2, new[] { 1, 0.95, 0.7, 0.7, 0.7 }, 5)]
    [InlineData(0, 2, new[] { 1, 0.99, 0.98, 0.98, 0.98 }, 5)]
    // Many small improvements do not add up to a large one: the best is the best, however it came about.
    [InlineData(0.1, 3, new[] { 1, 0.95, 0.9, 0.85 }, 4)]
    [InlineData(0.1, 2, new[] { 1, double.NaN, double.NaN }, 3)]
    [InlineData(0.1, 2, new[] { double.NaN, 1, double.NaN, 0.8, double.NaN, 0.75 }, 6)]
    [InlineData(0.1, 3, new[] { 1, double.NaN, double.PositiveInfinity, 0.5, 0.5, 0.5, 0.5 }, 7)]
    public void Converges_after_patience_epochs_without_improvement(
        double tolerance, int patience, double[] losses, int convergesAt)
    {
        var rule = new ConvergenceRule(tolerance, patience);
        for (var epoch = 1; epoch <= losses.Length; epoch++)
            Assert.Equal(epoch == convergesAt, rule.HasConverged(losses[epoch - 1]));
    }

    [Fact]
    public void Patience_zero_never_converges()
    {
        var rule = new ConvergenceRule(0.1, 0);
        Assert.All(Enumerable.Repeat(1.0, 100), loss => Assert.False(rule.HasConverged(loss)));
    }
}
