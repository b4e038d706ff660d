namespace MLNet.Mlp.Backends;

/// <summary>
/// The squared error of a softmax: see <see cref="SoftmaxSquaredError"/>. With p = softmax(z), K outputs and e = p - t,
/// <code>
/// loss = 1 / K sum_k e_k²
/// dz_k = 2 / K p_k (e_k - sum_j e_j p_j)
/// </code>
/// </summary>
internal readonly struct GpuSoftmaxSquaredError : ITeamLoss
{
    public void Measure<TTeam>(TTeam team, LossRow row) where TTeam : struct, ITeam
    {
        var label = row.Class(team);
        var largest = row.LargestLogit(team);
        float expSum = 0;
        var first = row.OutputSize;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
        {
            var logit = row.Get(k);
            if (k < first && logit == largest) first = k;
            var exponential = GpuFunctions.Exp(logit - largest);
            expSum += exponential;
            row.Set(k, exponential);
        }
        expSum = team.Sum(expSum);
        first = team.Least(first);

        float squares = 0, product = 0;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
        {
            var p = row.Get(k) / expSum;
            var e = p - row.Target(k);
            squares += e * e;
            product += e * p;
        }
        squares = team.Sum(squares);
        product = team.Sum(product);

        var weight = row.Weight * row.ClassWeight(label);
        var scale = 2 * weight * row.InverseBatchSize / row.OutputSize;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
        {
            var p = row.Get(k) / expSum;
            row.Set(k, scale * p * (p - row.Target(k) - product));
        }
        if (team.Index == 0) row.Note(weight * (squares / row.OutputSize), weight, first == label);
    }
}
