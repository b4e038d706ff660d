namespace MLNet.Mlp.Core.Tests;

/// <summary>A loss with outputs that it goes with.</summary>
internal sealed record LossCase(string Name, Loss Loss, OutputActivation Output)
{
    /// <summary>Every loss with every kind of outputs that it goes with.</summary>
    public static IReadOnlyList<LossCase> All { get; } =
    [
        new("cross-entropy, softmax", new CrossEntropy(), OutputActivation.Softmax),
        new("smoothed cross-entropy, softmax", new CrossEntropy { LabelSmoothing = 0.1f }, OutputActivation.Softmax),
        new("cross-entropy, sigmoid", new CrossEntropy(), OutputActivation.Sigmoid),
        new("smoothed cross-entropy, sigmoid", new CrossEntropy { LabelSmoothing = 0.1f }, OutputActivation.Sigmoid),
        new("squared error, softmax", new SquaredError(), OutputActivation.Softmax),
        new("squared error, sigmoid", new SquaredError(), OutputActivation.Sigmoid),
        new("squared error, identity", new SquaredError(), OutputActivation.Identity),
        new("absolute error, identity", new AbsoluteError(), OutputActivation.Identity),
        new("Huber error, identity", new HuberError { Delta = 0.75f }, OutputActivation.Identity),
        new("hinge, identity", new Hinge(), OutputActivation.Identity),
    ];

    public static TheoryData<string> Names() => [.. All.Select(lossCase => lossCase.Name)];

    /// <summary>Those whose rows can be right or wrong.</summary>
    public static TheoryData<string> NamesWithClasses() =>
        [.. All.Where(lossCase => lossCase.HasClasses).Select(lossCase => lossCase.Name)];

    public static LossCase Named(string name) => All.Single(lossCase => lossCase.Name == name);

    public int LeastOutputs => Output == OutputActivation.Softmax ? 2 : 1;

    public bool HasClasses => Output != OutputActivation.Identity || Loss is Hinge;

    /// <summary>Whether the labels of a row do not exclude each other.</summary>
    public bool IsMultiLabel(int outputs) => Output == OutputActivation.Sigmoid && outputs > 1;

    public TrainingOptions Options => new() { Loss = Loss };

    /// <summary>Rows of noise with targets that suit: classes, also as uneven probabilities where the loss allows it;
    /// labels of 0, 1 and in between; or values.</summary>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="inputs">Features of a row.</param>
    /// <param name="outputs">Outputs of the network.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <param name="weighted">Whether rows get weights of 0 to 3; the first of them 1.</param>
    /// <param name="density">The fraction of features that are not zero; below 1 they are kept sparse.</param>
    public LabeledRows Rows(
        int rowCount, int inputs, int outputs, int seed, bool weighted = false, double density = 1)
    {
        var random = new Random(seed);
        var classes = Loss is Hinge || (Output == OutputActivation.Softmax && seed % 2 == 0);
        var rows = new LabeledRows(
            density < 1 ? new SparseFeatures(inputs) : new FeatureMatrix(inputs),
            classes ? new ClassLabels(Math.Max(2, outputs)) : new TargetMatrix(outputs));
        for (var row = 0; row < rowCount; row++)
        {
            var features = TestRows.Features(random, inputs, density);
            var weight = weighted && row > 0 ? (float)(random.Next(4) + (row % 2) * 0.5) : 1;
            var label = random.Next(Math.Max(2, outputs));
            var targets = new float[outputs];
            foreach (ref var target in targets.AsSpan()) target = Target(random);
            if (Output == OutputActivation.Softmax)
            {
                var sum = targets.Sum();
                targets = [.. targets.Select(target => target / sum)];
            }
            if (density < 1) AppendSparse(rows, features, classes ? label : null, targets, weight);
            else if (classes) rows.Append(features, label, weight);
            else rows.Append(features, targets, weight);
        }
        return rows;
    }

    private float Target(Random random) => Output switch
    {
        OutputActivation.Softmax => 0.1f + random.NextSingle(),
        OutputActivation.Sigmoid => random.Next(3) switch { 0 => 0, 1 => 1, _ => random.NextSingle() },
        _ => 4 * random.NextSingle() - 2,
    };

    private static void AppendSparse(LabeledRows rows, float[] features, int? label, float[] targets, float weight)
    {
        int[] columns = [.. Enumerable.Range(0, features.Length).Where(column => features[column] != 0)];
        float[] values = [.. columns.Select(column => features[column])];
        if (label is { } exclusive) rows.AppendSparse(columns, values, exclusive, weight);
        else rows.AppendSparse(columns, values, targets, weight);
    }
}
