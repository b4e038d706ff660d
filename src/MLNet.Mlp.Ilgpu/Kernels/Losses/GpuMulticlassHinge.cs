namespace MLNet.Mlp.Backends;

/// <summary>
/// The hinge loss of several classes: see <see cref="MulticlassHinge"/>. For class c,
/// <code>
/// loss = max(0, 1 + z_r - z_c)          where r is the first largest of the others
/// dz   = onehot(r) - onehot(c)          where the loss is above 0, else 0
/// </code>
/// </summary>
internal readonly struct GpuMulticlassHinge : ITeamLoss
{
    public void Measure<TTeam>(TTeam team, LossRow row) where TTeam : struct, ITeam
    {
        var label = row.Class(team);
        var score = row.Get(label);
        var largest = float.NegativeInfinity;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
            if (k != label) largest = LossRow.LargerOf(largest, row.Get(k));
        largest = team.Largest(largest);
        var rival = row.OutputSize;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
            if (k < rival && k != label && (float.IsNaN(largest) || row.Get(k) == largest)) rival = k;
        rival = team.Least(rival);

        var loss = 1 + largest - score;
        var weight = row.Weight * row.ClassWeight(label);
        var scale = weight * row.InverseBatchSize;
        if (!float.IsNaN(loss) && loss <= 0) (loss, scale) = (0, 0);
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
            row.Set(k, k == rival ? scale : k == label ? -scale : 0f);
        var right = score > largest || (score == largest && label < rival);
        if (team.Index == 0) row.Note(weight * loss, weight, right);
    }
}
