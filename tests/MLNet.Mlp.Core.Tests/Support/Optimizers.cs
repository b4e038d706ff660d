using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Core.Tests;

/// <summary>One of each optimizer, and a way to run it without a network.</summary>
internal static class Optimizers
{
    public static IReadOnlyList<Optimizer> All { get; } =
        [new Sgd(), new MomentumSgd(), new NesterovSgd(), new Adagrad(), new RmsProp(), new Adam(), new AdamW()];

    public static Optimizer Named(string name) => All.Single(optimizer => optimizer.GetType().Name == name);

    /// <summary>The weight after each step, one for each gradient.</summary>
    public static double[] Run(
        Optimizer optimizer, double weight, float learningRate, double[] gradients, bool isBias = false, double scale = 1)
    {
        double[] value = [weight];
        var first = new double[optimizer.StateCount > 0 ? 1 : 0];
        var second = new double[optimizer.StateCount > 1 ? 1 : 0];
        var weights = new List<double>();
        foreach (var gradient in gradients)
        {
            optimizer.Step(new StepValues(weights.Count + 1, learningRate, scale), new Parameters<Float64>
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
