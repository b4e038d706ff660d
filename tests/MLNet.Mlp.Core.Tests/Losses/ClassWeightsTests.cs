namespace MLNet.Mlp.Core.Tests;

public class ClassWeightsTests
{
    [Fact]
    public void Weights_are_kept_as_they_were_given()
    {
        float[] values = [0, 0.5f, 2];
        var weights = ClassWeights.Of(values);
        values[0] = 9;
        Assert.Equal([0, 0.5f, 2], weights.Values(3));
        Assert.Equal("0, 0.5, 2", weights.ToString());
        Assert.False(weights.AreBalanced);
        Assert.Same(weights, weights.Resolve(new ClassCounts(3, exclusive: true)));
    }

    [Theory]
    [InlineData(new[] { 1, -1f }, "values[1] must be zero or positive, and finite; got -1.")]
    [InlineData(new[] { float.NaN, 1 }, "values[0] must be zero or positive, and finite; got NaN.")]
    [InlineData(new[] { 1, float.PositiveInfinity }, "values[1] must be zero or positive, and finite; got Infinity.")]
    [InlineData(new[] { 0f, 0 }, "values must be above zero for at least one class; got only zeros.")]
    public void Weights_out_of_range_are_refused(float[] values, string message)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => ClassWeights.Of(values));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OutputActivation.Softmax, 3, 2, 3)]
    [InlineData(OutputActivation.Softmax, 3, 4, 3)]
    [InlineData(OutputActivation.Sigmoid, 3, 2, 3)]
    [InlineData(OutputActivation.Sigmoid, 1, 1, 2)]
    public void There_must_be_one_for_each_class(OutputActivation output, int outputs, int weights, int classes)
    {
        var options = new TrainingOptions { ClassWeights = ClassWeights.Of([.. Enumerable.Repeat(1f, weights)]) };
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => new Objective(Network.Create(2, [], outputs, output: output), options));
        Assert.StartsWith($"ClassWeights must be {classes} weights, one for each class; got {weights}.", e.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(SquaredError))]
    [InlineData(typeof(AbsoluteError))]
    [InlineData(typeof(HuberError))]
    public void A_loss_without_classes_has_no_use_for_them(Type loss)
    {
        var options = new TrainingOptions
        {
            Loss = (Loss)Activator.CreateInstance(loss)!,
            ClassWeights = ClassWeights.Of(1, 2),
        };
        var network = Network.Create(2, [], 2, output: OutputActivation.Identity);
        var e = Assert.Throws<ArgumentException>(() => new Objective(network, options));
        Assert.Equal($"ClassWeights needs classes, but the loss is {loss.Name}. Try weights of rows.", e.Message);
    }

    [Fact]
    public void Balanced_weights_must_be_computed_first()
    {
        Assert.True(ClassWeights.Balanced.AreBalanced);
        Assert.Equal("Balanced", ClassWeights.Balanced.ToString());
        var options = new TrainingOptions { ClassWeights = ClassWeights.Balanced };
        Assert.Throws<InvalidOperationException>(() => new Objective(Network.Create(2, [], 2), options));
    }

    [Fact]
    public void Balanced_classes_count_alike()
    {
        // Of 4 rows in 3 classes, three are in class 0 and none in class 2.
        var rows = new LabeledRows(1, 3);
        foreach (var label in new[] { 0, 1, 0, 0 }) rows.Append([0], label);
        Assert.Equal([4 / 9f, 4 / 3f, 0], Balanced(Network.Create(1, [], 3), rows));
        Assert.Equal([4 / 9f, 4 / 3f, 0], Balanced(Network.Create(1, [], 3, output: OutputActivation.Identity), rows));
    }

    [Fact]
    public void Balanced_weights_of_two_classes_with_one_output()
    {
        var (labels, numbers) = (new LabeledRows(1, 2), new LabeledRows(new FeatureMatrix(1), new TargetMatrix(1)));
        foreach (var label in new[] { 0, 1, 0, 0 }) labels.Append([0], label);
        foreach (var target in new[] { 0.1f, 0.9f, 0.5f, 0 }) numbers.Append([0], [target]);
        foreach (var output in new[] { OutputActivation.Sigmoid, OutputActivation.Identity })
            foreach (var rows in new[] { labels, numbers })
                Assert.Equal([4 / 6f, 4 / 2f], Balanced(Network.Create(1, [], 1, output: output), rows));
    }

    [Fact]
    public void Balanced_weights_of_labels_are_those_without_over_those_with()
    {
        var rows = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(3));
        foreach (var targets in new float[][] { [1, 1, 0], [0, 1, 0], [0, 1, 0.4f], [1, 1, 0], [0, 1, 0.5f] })
            rows.Append([0], targets);
        Assert.Equal([3 / 2f, 0, 0], Balanced(Network.Create(1, [], 3, output: OutputActivation.Sigmoid), rows));
    }

    [Fact]
    public void Uneven_targets_count_for_the_class_with_the_largest_over_all_parts()
    {
        var (network, counts) = (Network.Create(1, [], 2), new ClassCounts(2, exclusive: true));
        foreach (var targets in new float[][] { [0.4f, 0.6f], [0.5f, 0.5f], [0.1f, 0.9f] })
        {
            var rows = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(2));
            rows.Append([0], targets);
            counts.Add(rows);
        }
        Assert.Equal([3 / 2f, 3 / 4f], ClassWeights.Balanced.Resolve(counts).Values(2));
        Assert.True(ClassCounts.For(network).Exclusive);
    }

    private static float[] Balanced(Network network, LabeledRows rows)
    {
        var counts = ClassCounts.For(network);
        counts.Add(rows);
        return ClassWeights.Balanced.Resolve(counts).Values(Math.Max(2, network.OutputSize));
    }
}
