namespace MLNet.Mlp.Core.Tests;

/// <summary>Every loss and its gradient where they can be worked out by hand, in both precisions.</summary>
public class LossValueTests
{
    private static readonly double _log2 = Math.Log(2), _log3 = Math.Log(3), _log5 = Math.Log(5);

    private sealed record Case(
        string Name, Loss Loss, OutputActivation Output, double[] Z, double[] T, double Expected, double[] Gradient)
    {
        public float[] LabelWeights { get; init; } = [];
    }

    private static readonly Case[] _all =
    [
        // p = (1, 2, 5) / 8.
        new("cross-entropy of softmax", new CrossEntropy(), OutputActivation.Softmax,
            [0, _log2, _log5], [0, 1, 0], 2 * _log2, [1 / 8.0, -6 / 8.0, 5 / 8.0]),
        new("cross-entropy of softmax, uneven targets", new CrossEntropy(), OutputActivation.Softmax,
            [0, _log2, _log5], [0.25, 0, 0.75], 3 * _log2 - 0.75 * _log5, [1 / 8.0 - 0.25, 2 / 8.0, 5 / 8.0 - 0.75]),
        new("cross-entropy of softmax, targets of another sum", new CrossEntropy(), OutputActivation.Softmax,
            [0, _log2, _log5], [2, 0, 0], 6 * _log2, [2 / 8.0 - 2, 4 / 8.0, 10 / 8.0]),
        // t' = (0.25, 0.5, 0.25) for a smoothing of 3/4 over three classes.
        new("cross-entropy of softmax, smoothed", new CrossEntropy { LabelSmoothing = 0.75f }, OutputActivation.Softmax,
            [0, _log2, _log5], [0, 1, 0], 3 * _log2 - 0.5 * _log2 - 0.25 * _log5, [-1 / 8.0, -2 / 8.0, 3 / 8.0]),
        // p = 3/4 and 1/2.
        new("cross-entropy of a sigmoid", new CrossEntropy(), OutputActivation.Sigmoid,
            [_log3], [1], 2 * _log2 - _log3, [-1 / 4.0]),
        new("cross-entropy of sigmoids", new CrossEntropy(), OutputActivation.Sigmoid,
            [_log3, 0], [0, 1], (2 * _log2 + _log2) / 2, [3 / 8.0, -1 / 4.0]),
        new("cross-entropy of sigmoids, weighted", new CrossEntropy(), OutputActivation.Sigmoid,
            [_log3, 0], [1, 1], (3 * (2 * _log2 - _log3) + 5 * _log2) / 2, [-3 / 8.0, -5 / 4.0])
            { LabelWeights = [3, 5] },
        new("cross-entropy of sigmoids, weighted, labels that the row lacks", new CrossEntropy(),
            OutputActivation.Sigmoid,
            [_log3, 0, 0], [0, 0.5, 1], (2 * _log2 + _log2 + 5 * _log2) / 3, [1 / 4.0, 0, -5 / 6.0])
            { LabelWeights = [3, 7, 5] },
        new("cross-entropy of a sigmoid, smoothed", new CrossEntropy { LabelSmoothing = 0.5f },
            OutputActivation.Sigmoid,
            [_log3], [1], 2 * _log2 - 0.75 * _log3, [0]),
        // p = (1/4, 3/4); g = p - t = (-3/4, 3/4); sum g p = 3/8.
        new("squared error of softmax", new SquaredError(), OutputActivation.Softmax,
            [0, _log3], [1, 0], 9 / 16.0, [-9 / 32.0, 9 / 32.0]),
        new("squared error of a sigmoid", new SquaredError(), OutputActivation.Sigmoid,
            [_log3], [0], 9 / 16.0, [9 / 32.0]),
        new("squared error", new SquaredError(), OutputActivation.Identity, [1, 4], [3, 1], 6.5, [-2, 3]),
        new("squared error of sigmoids, weighted", new SquaredError(), OutputActivation.Sigmoid,
            [_log3, 0], [0, 1], (9 / 16.0 + 3 / 4.0) / 2, [9 / 64.0, -3 / 8.0]) { LabelWeights = [2, 3] },
        new("absolute error", new AbsoluteError(), OutputActivation.Identity,
            [1, 4, 7, 0], [3, 1, 7, 0.5], 5.5 / 4, [-0.25, 0.25, 0, -0.25]),
        new("Huber error", new HuberError(), OutputActivation.Identity,
            [1, 4, 2.5, 1], [3, 1, 2, 2], (1.5 + 2.5 + 0.125 + 0.5) / 4, [-0.25, 0.25, 0.125, -0.25]),
        new("Huber error, wide", new HuberError { Delta = 2.5f }, OutputActivation.Identity,
            [1, 4], [3, 1], (2 + 2.5 * 1.75) / 2, [-1, 1.25]),
        new("hinge of one output, too near", new Hinge(), OutputActivation.Identity, [0.25], [1], 0.75, [-1]),
        new("hinge of one output, wrong", new Hinge(), OutputActivation.Identity, [0.25], [0], 1.25, [1]),
        new("hinge of one output, right", new Hinge(), OutputActivation.Identity, [-2], [0], 0, [0]),
        new("hinge of one output, at the kink", new Hinge(), OutputActivation.Identity, [1], [1], 0, [0]),
        new("hinge, the first of equal rivals", new Hinge(), OutputActivation.Identity,
            [1, 2, 2], [1, 0, 0], 2, [-1, 1, 0]),
        new("hinge, too near", new Hinge(), OutputActivation.Identity, [2.5, 1, 2], [1, 0, 0], 0.5, [-1, 0, 1]),
        new("hinge, at the kink", new Hinge(), OutputActivation.Identity, [3, 1, 2], [1, 0, 0], 0, [0, 0, 0]),
        new("hinge, right", new Hinge(), OutputActivation.Identity, [-1, 9, 0], [0, 1, 0], 0, [0, 0, 0]),
    ];

    public static TheoryData<string> All() => [.. _all.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void In_double_precision(string name)
    {
        var (c, tolerance) = (_all.Single(c => c.Name == name), new Tolerance(1e-14, 1e-15));
        double[] z = [.. c.Z], t = [.. c.T];
        tolerance.Check(c.Expected, RowLossOf(c).Loss(z, t, c.LabelWeights), "loss");
        for (var k = 0; k < z.Length; k++) tolerance.Check(c.Gradient[k], z[k], $"dz[{k}]");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void In_single_precision(string name)
    {
        var (c, tolerance) = (_all.Single(c => c.Name == name), new Tolerance(5e-7, 1e-7));
        float[] z = [.. c.Z.Select(x => (float)x)], t = [.. c.T.Select(x => (float)x)];
        tolerance.Check(c.Expected, RowLossOf(c).Loss(z, t, c.LabelWeights), "loss");
        tolerance.Check(c.Gradient, z, "dz");
    }

    [Fact]
    public void Every_loss_is_among_them() => Assert.Equal(
        typeof(Loss).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Loss)))
            .Select(type => type.Name).Order(),
        _all.Select(c => c.Loss.GetType().Name).Distinct().Order());

    private static RowLoss RowLossOf(Case c) => c.Loss.For(c.Output, c.Z.Length)!;
}
