namespace MLNet.Mlp;

/// <summary>The loss of a row by the formula for a whole row.</summary>
internal sealed class WholeRowLoss<TFormula>(TFormula formula, Correctness correctness) : RowLoss(correctness)
    where TFormula : struct, IRowLoss
{
    public override double Loss(Span<float> z, Span<float> t, ReadOnlySpan<float> labelWeights) => formula.Loss(z, t);

    public override double Loss(Span<double> z, Span<double> t, ReadOnlySpan<float> labelWeights) =>
        formula.Loss(z, t);
}
