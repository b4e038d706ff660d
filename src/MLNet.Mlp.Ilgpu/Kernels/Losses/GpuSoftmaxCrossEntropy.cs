namespace MLNet.Mlp.Backends;

/// <summary>
/// The cross-entropy of a softmax: see <see cref="SoftmaxCrossEntropy"/>. With m the largest logit, t' the smoothed
/// targets and d_k = z_k - m,
/// <code>
/// loss = (sum_k t'_k) log sum_j exp(d_j) - sum_k t'_k d_k
/// dz_k = (sum_j t'_j) p_k - t'_k
/// </code>
/// </summary>
internal readonly struct GpuSoftmaxCrossEntropy(float smoothing) : ITeamLoss
{
    // As on the CPU: where logits are further apart than floats reach, the difference would be infinite, and 0 times
    // that is NaN.
    private const float LeastDifference = -3e38f;

    private readonly float _smoothing = smoothing;

    public void Measure<TTeam>(TTeam team, LossRow row) where TTeam : struct, ITeam
    {
        var label = row.Class(team);
        var largest = row.LargestLogit(team);
        var (keep, spread) = (1 - _smoothing, _smoothing / row.OutputSize);
        float expSum = 0, targetSum = 0, product = 0;
        var first = row.OutputSize;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
        {
            var logit = row.Get(k);
            if (k < first && logit == largest) first = k;
            var difference = logit - largest;
            difference = difference < LeastDifference ? LeastDifference : difference;
            var target = keep * row.Target(k) + spread;
            targetSum += target;
            product += target * difference;
            var exponential = GpuFunctions.Exp(difference);
            expSum += exponential;
            row.Set(k, exponential);
        }
        expSum = team.Sum(expSum);
        targetSum = team.Sum(targetSum);
        product = team.Sum(product);
        first = team.Least(first);

        var weight = row.Weight * row.ClassWeight(label);
        var scale = weight * row.InverseBatchSize;
        var factor = scale * targetSum / expSum;
        for (var k = team.Index; k < row.OutputSize; k += team.Count)
            row.Set(k, row.Get(k) * factor - scale * (keep * row.Target(k) + spread));
        if (team.Index == 0)
            row.Note(weight * (targetSum * GpuFunctions.Log(expSum) - product), weight, first == label);
    }
}
