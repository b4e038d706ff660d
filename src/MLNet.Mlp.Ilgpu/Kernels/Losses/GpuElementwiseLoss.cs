namespace MLNet.Mlp.Backends;

/// <summary>A loss that is a mean over outputs, by the core's formula for one of them: see
/// <see cref="ElementwiseLoss{TFormula}"/>.</summary>
/// <param name="formula">The formula.</param>
/// <param name="hasClasses">1 where a row is right if each logit is above 0 just where its target is above 1/2; 0 where
/// that cannot be told.</param>
internal readonly struct GpuElementwiseLoss<TFormula>(TFormula formula, int hasClasses) : ITeamLoss
    where TFormula : unmanaged, IElementLoss
{
    private readonly int _hasClasses = hasClasses;
    private readonly TFormula _formula = formula;

    public void Measure<TTeam>(TTeam team, LossRow row) where TTeam : struct, ITeam
    {
        // With one output the weights are those of the two classes, with several those of the labels.
        var weight = row.Weight;
        if (row.OutputSize == 1) weight *= row.ClassWeight(row.Target(0) > 0.5f ? 1 : 0);
        var scale = weight * row.InverseBatchSize;
        var share = 1f / row.OutputSize;
        float sum = 0;
        var right = _hasClasses;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
        {
            GpuReal z = row.Get(k), t = row.Target(k);
            var hasLabel = t.Value > 0.5f;
            if ((z.Value > 0) != hasLabel) right = 0;
            var labelWeight = share;
            if (row.OutputSize > 1 && hasLabel) labelWeight *= row.ClassWeight(k);
            sum += labelWeight * _formula.Loss(z, t).Value;
            row.Set(k, scale * (labelWeight * _formula.Gradient(z, t).Value));
        }
        sum = team.Sum(sum);
        right = team.Least(right);
        if (team.Index == 0) row.Note(weight * sum, weight, right > 0);
    }
}
