namespace MLNet.Mlp.Core.Tests;

/// <summary>What the <see cref="Oracle"/> measured on some rows.</summary>
/// <param name="LossSum">The sum of the losses, each times its weight.</param>
/// <param name="WeightSum">The sum of the weights.</param>
/// <param name="MostCorrect">Rows that are right when near-ties count as right.</param>
/// <param name="LeastCorrect">Rows that are right when near-ties count as wrong.</param>
internal readonly record struct Measure(double LossSum, double WeightSum, int MostCorrect, int LeastCorrect)
{
    public static Measure operator +(Measure a, Measure b) => new(a.LossSum + b.LossSum, a.WeightSum + b.WeightSum,
        a.MostCorrect + b.MostCorrect, a.LeastCorrect + b.LeastCorrect);
}
