namespace MLNet.Mlp.Core.Tests;

/// <summary>What weights make of a loss.</summary>
public class ObjectiveTests
{
    [Fact]
    public void The_weight_of_a_row_is_its_own_times_that_of_its_class()
    {
        var data = new LabeledRows(1, 2);
        data.Append([0], 1, weight: 3);
        var options = new TrainingOptions { ClassWeights = ClassWeights.Of(7, 0.5f) };
        // Both classes have the probability 1/2; the gradient of the loss, (1/2, -1/2), is of a batch of 4 rows.
        Check(Network.Create(1, [], 2), options, data, [0, 0], 1.5 * Math.Log(2), 1.5, [1.5 / 8, -1.5 / 8]);
    }

    [Fact]
    public void The_weight_of_a_label_is_that_of_its_output_where_the_row_has_it()
    {
        var data = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(2));
        data.Append([0], [1, 0], weight: 3);
        var options = new TrainingOptions { ClassWeights = ClassWeights.Of(7, 5) };
        Check(Network.Create(1, [], 2, output: OutputActivation.Sigmoid), options, data, [0, 0],
            3 * (7 + 1) * Math.Log(2) / 2, 3, [3 * 7 * -0.5 / 2 / 4, 3 * 0.5 / 2 / 4]);
    }

    [Fact]
    public void A_target_of_one_half_does_not_count_as_having_the_label()
    {
        var options = new TrainingOptions { ClassWeights = ClassWeights.Of(7, 5) };
        var labels = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(2));
        labels.Append([0], [0.5f, 0.75f]);
        Check(Network.Create(1, [], 2, output: OutputActivation.Sigmoid), options, labels, [0, 0],
            (1 + 5) * Math.Log(2) / 2, 1, [0, 5 * -0.25 / 2 / 4]);

        var single = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(1));
        single.Append([0], [0.5f]);
        Check(Network.Create(1, [], 1, output: OutputActivation.Sigmoid), options, single, [1],
            7 * (Math.Log(1 + Math.E) - 0.5), 7, [7 * (1 / (1 + Math.Exp(-1)) - 0.5) / 4]);
    }

    [Fact]
    public void Each_of_very_many_labels_has_its_weight()
    {
        const int Count = 3001;
        var data = new LabeledRows(new FeatureMatrix(1), new TargetMatrix(Count));
        data.Append([0], [.. Enumerable.Range(0, Count).Select(k => k % 3 == 0 ? 1f : 0)]);
        var weights = Enumerable.Range(0, Count).Select(k => k % 5 + 1f).ToArray();
        double[] factors = [.. weights.Select((weight, k) => k % 3 == 0 ? weight : 1.0)];
        Check(Network.Create(1, [], Count, output: OutputActivation.Sigmoid),
            new TrainingOptions { ClassWeights = ClassWeights.Of(weights) }, data, new double[Count],
            factors.Sum() * Math.Log(2) / Count, 1,
            [.. factors.Select((factor, k) => factor * (k % 3 == 0 ? -0.5 : 0.5) / Count / 4)]);
    }

    private static void Check(
        Network network, TrainingOptions options, LabeledRows data, double[] z,
        double loss, double weight, double[] gradient)
    {
        var (objective, tolerance) = (new Objective(network, options), new Tolerance(1e-6, 0));
        float[] floats = [.. z.Select(x => (float)x)];
        var measures = new[]
        {
            objective.Measure(data, 0, 4, z.AsSpan()), objective.Measure(data, 0, 4, floats, new float[floats.Length]),
        };
        foreach (var measure in measures)
        {
            tolerance.Check(loss, measure.Loss, "loss");
            tolerance.Check(weight, measure.Weight, "weight");
            Assert.False(measure.Right);
        }
        tolerance.Check(gradient, floats, "gradient in floats");
        for (var k = 0; k < z.Length; k++) tolerance.Check(gradient[k], z[k], $"gradient in doubles [{k}]");
    }
}
