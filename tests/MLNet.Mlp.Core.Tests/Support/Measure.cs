namespace MLNet.Mlp.Core.Tests;

/// <summary>What the <see cref="Oracle"/> measured on some rows.</summary>
/// <param name="LossSum">The sum of the losses.</param>
/// <param name="MostCorrect">Rows that are right when near-ties count as right.</param>
/// <param name="LeastCorrect">Rows that are right when near-ties count as wrong.</param>
internal readonly record struct Measure(double LossSum, int MostCorrect, int LeastCorrect)
{
    public static Measure operator +(Measure a, Measure b) =>
        new(a.LossSum + b.LossSum, a.MostCorrect + b.MostCorrect, a.LeastCorrect + b.LeastCorrect);
}
