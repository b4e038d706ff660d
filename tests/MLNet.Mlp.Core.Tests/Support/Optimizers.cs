using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Core.Tests;

/// <summary>One of each optimizer, and a way to run it without a network.</summary>
internal static class Optimizers
{
    /// <summary>Each with a learning rate that suits convex problems of few features. A new optimizer needs a row
    /// here.</summary>
    private static readonly (Optimizer Optimizer, float LearningRate)[] _all =
    [
        (new Sgd(), 1),
        (new MomentumSgd(), 0.3f),
        (new NesterovSgd(), 0.3f),
        (new Adagrad(), 0.3f),
        (new RmsProp(), 0.01f),
        (new Adam(), 0.05f),
        (new AdamW(), 0.05f),
    ];

    public static IReadOnlyList<Optimizer> All { get; } = [.. _all.Select(row => row.Optimizer)];

    public static TheoryData<string> Names() => [.. All.Select(optimizer => optimizer.GetType().Name)];

    public static Optimizer Named(string name) => All.Single(optimizer => optimizer.GetType().Name == name);

    /// <summary>The learning rate that suits an optimizer.</summary>
    public static float LearningRateOf(string name) =>
        _all.Single(row => row.Optimizer.GetType().Name == name).LearningRate;

    /// <summary>The weight after each step, one for each gradient.</summary>
    public static double[] Run(
        Optimizer optimizer, double weight, float learningRate, double[] gradients, bool isBias = false,
        double scale = 1)
    {
        double[] value = [weight];
        var first = new double[optimizer.StateCount > 0 ? 1 : 0];
        var second = new double[optimizer.StateCount > 1 ? 1 : 0];
        var weights = new List<double>();
        var updater = optimizer.CreateUpdater<Float64>();
        foreach (var gradient in gradients)
        {
            updater.Begin(new StepValues(weights.Count + 1, learningRate, scale));
            updater.Update(new Parameters<Float64>
            {
                Values = Numbers(value),
                Gradients = Numbers([gradient]),
                First = Numbers(first),
                Second = Numbers(second),
                AreWeights = !isBias,
            });
            weights.Add(value[0]);
        }
        return [.. weights];
    }

    private static Span<Float64> Numbers(double[] values) => MemoryMarshal.Cast<double, Float64>(values.AsSpan());
}
