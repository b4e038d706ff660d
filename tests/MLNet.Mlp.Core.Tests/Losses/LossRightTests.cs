namespace MLNet.Mlp.Core.Tests;

/// <summary>When a row counts as right.</summary>
public class LossRightTests
{
    [Theory]
    [InlineData(new[] { 1.0, 3, 2 }, new[] { 0.0, 1, 0 }, true)]
    [InlineData(new[] { 1.0, 3, 2 }, new[] { 0.0, 0, 1 }, false)]
    [InlineData(new[] { 1.0, 3, 2 }, new[] { 0.3, 0.4, 0.3 }, true)]
    [InlineData(new[] { 2.0, 2, 1 }, new[] { 1.0, 0, 0 }, true)]
    [InlineData(new[] { 2.0, 2, 1 }, new[] { 0.0, 1, 0 }, false)]
    [InlineData(new[] { -3.0, -2, -9 }, new[] { 0.0, 1, 0 }, true)]
    public void Of_classes_the_largest_output_must_be_that_with_the_largest_target(double[] z, double[] t, bool right)
    {
        Check(new CrossEntropy(), OutputActivation.Softmax, z, t, right);
        Check(new SquaredError(), OutputActivation.Softmax, z, t, right);
        Check(new Hinge(), OutputActivation.Identity, z, t, right);
    }

    [Theory]
    [InlineData(new[] { 0.1 }, new[] { 1.0 }, true)]
    [InlineData(new[] { -0.1 }, new[] { 1.0 }, false)]
    [InlineData(new[] { 0.1 }, new[] { 0.0 }, false)]
    [InlineData(new[] { 0.0 }, new[] { 0.0 }, true)]
    [InlineData(new[] { 0.0 }, new[] { 1.0 }, false)]
    [InlineData(new[] { 0.1 }, new[] { 0.5 }, false)]
    public void Of_one_output_the_sign_must_be_that_of_the_class(double[] z, double[] t, bool right)
    {
        Check(new CrossEntropy(), OutputActivation.Sigmoid, z, t, right);
        Check(new SquaredError(), OutputActivation.Sigmoid, z, t, right);
        Check(new Hinge(), OutputActivation.Identity, z, t, right);
    }

    [Theory]
    [InlineData(new[] { 2.0, -1, 3 }, new[] { 1.0, 0, 0.75 }, true)]
    [InlineData(new[] { 2.0, -1, 3 }, new[] { 1.0, 0, 0.25 }, false)]
    [InlineData(new[] { 2.0, 1, 3 }, new[] { 1.0, 0, 1 }, false)]
    [InlineData(new[] { -2.0, -1, -3 }, new[] { 0.0, 0, 0 }, true)]
    public void Of_labels_all_must_be_right(double[] z, double[] t, bool right)
    {
        Check(new CrossEntropy(), OutputActivation.Sigmoid, z, t, right);
        Check(new SquaredError(), OutputActivation.Sigmoid, z, t, right);
    }

    [Fact]
    public void Of_values_none_is_right()
    {
        foreach (var loss in new Loss[] { new SquaredError(), new AbsoluteError(), new HuberError() })
            Check(loss, OutputActivation.Identity, [1, 2], [1, 2], right: false);
    }

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void There_is_an_accuracy_where_there_are_classes(string name)
    {
        var lossCase = LossCase.Named(name);
        foreach (var outputs in new[] { 2, 3 })
            Assert.Equal(lossCase.HasClasses, new Objective(
                Network.Create(2, [], outputs, output: lossCase.Output), lossCase.Options).HasAccuracy);
    }

    private static void Check(Loss loss, OutputActivation output, double[] z, double[] t, bool right)
    {
        var rowLoss = loss.For(output, z.Length)!;
        Assert.Equal(right, rowLoss.IsRight<double>(z, t));
        float[] floats = [.. z.Select(x => (float)x)], targets = [.. t.Select(x => (float)x)];
        Assert.Equal(right, rowLoss.IsRight<float>(floats, targets));
    }
}
