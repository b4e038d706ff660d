namespace MLNet.Mlp.Core.Tests;

/// <summary>Logits far beyond those whose exponential is a number.</summary>
public class LossStabilityTests
{
    private const double Huge = 3e38f;

    [Theory]
    [InlineData("cross-entropy, softmax", 2000, -1, 1)]
    [InlineData("smoothed cross-entropy, softmax", 1900, -0.95, 0.95)]
    [InlineData("cross-entropy, sigmoid", 1000, -0.5, 0.5)]
    [InlineData("smoothed cross-entropy, sigmoid", 950, -0.475, 0.475)]
    [InlineData("squared error, softmax", 1, 0, 0)]
    [InlineData("squared error, sigmoid", 1, 0, 0)]
    [InlineData("squared error, identity", 1001000.5, -1001, 1000)]
    [InlineData("absolute error, identity", 1000.5, -0.5, 0.5)]
    [InlineData("Huber error, identity", 750.09375, -0.375, 0.375)]
    [InlineData("hinge, identity", 2001, -1, 1)]
    public void Logits_of_a_thousand_that_are_wrong_have_a_loss_and_a_gradient(
        string name, double loss, double first, double second) =>
        Check(name, [-1000, 1000], [1, 0], loss, [first, second]);

    [Theory]
    [InlineData("cross-entropy, softmax", 0, 0, 0)]
    [InlineData("smoothed cross-entropy, softmax", 100, 0.05, -0.05)]
    [InlineData("cross-entropy, sigmoid", 0, 0, 0)]
    [InlineData("smoothed cross-entropy, sigmoid", 50, 0.025, -0.025)]
    [InlineData("squared error, softmax", 0, 0, 0)]
    [InlineData("squared error, sigmoid", 0, 0, 0)]
    [InlineData("hinge, identity", 0, 0, 0)]
    public void Logits_of_a_thousand_that_are_right_have_a_loss_and_a_gradient(
        string name, double loss, double first, double second) =>
        Check(name, [1000, -1000], [1, 0], loss, [first, second]);

    [Theory]
    [InlineData("cross-entropy, softmax", 0, 0, 0)]
    [InlineData("cross-entropy, sigmoid", 0, 0, 0)]
    [InlineData("squared error, softmax", 0, 0, 0)]
    [InlineData("squared error, sigmoid", 0, 0, 0)]
    [InlineData("absolute error, identity", Huge, 0.5, -0.5)]
    [InlineData("Huber error, identity", 0.75 * Huge, 0.375, -0.375)]
    [InlineData("hinge, identity", 0, 0, 0)]
    public void The_largest_logits_have_a_loss_and_a_gradient(string name, double loss, double first, double second) =>
        Check(name, [Huge, -Huge], [1, 0], loss, [first, second]);

    // The difference of the two logits is no float; where it shows, the loss is cut off at 3e38.
    [Theory]
    [InlineData("cross-entropy, softmax", Huge, -1, 1)]
    [InlineData("cross-entropy, sigmoid", Huge, -0.5, 0.5)]
    [InlineData("squared error, softmax", 1, 0, 0)]
    [InlineData("squared error, sigmoid", 1, 0, 0)]
    public void The_largest_logits_that_are_wrong_have_a_loss_and_a_gradient(
        string name, double loss, double first, double second) =>
        Check(name, [-Huge, Huge], [1, 0], loss, [first, second]);

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void A_logit_that_is_no_number_does_not_go_unnoticed(string name)
    {
        var lossCase = LossCase.Named(name);
        var loss = lossCase.Loss.For(lossCase.Output, 3)!;
        for (var at = 0; at < 3; at++)
        {
            double[] z = [1, 2, 3];
            z[at] = double.NaN;
            float[] floats = [.. z.Select(x => (float)x)];
            Assert.True(double.IsNaN(loss.Loss(z, [1.0, 0, 0], [])), $"double, logit {at}");
            Assert.True(double.IsNaN(loss.Loss(floats, [1f, 0, 0], [])), $"float, logit {at}");
        }
    }

    private static void Check(string name, double[] z, double[] t, double expected, double[] gradient)
    {
        var lossCase = LossCase.Named(name);
        var loss = lossCase.Loss.For(lossCase.Output, z.Length)!;
        var tolerance = new Tolerance(1e-6, 1e-7); // The smoothing and delta are floats.
        float[] floats = [.. z.Select(x => (float)x)];
        tolerance.Check(expected, loss.Loss(floats, [.. t.Select(x => (float)x)], []), "loss in floats");
        tolerance.Check(gradient, floats, "gradient in floats");
        double[] doubles = [.. z];
        tolerance.Check(expected, loss.Loss(doubles, [.. t], []), "loss in doubles");
        for (var k = 0; k < z.Length; k++) tolerance.Check(gradient[k], doubles[k], $"gradient in doubles [{k}]");
    }
}
