namespace Microsoft.ML.Data;

/// <summary>The sums over scored rows from which the metrics of several classes follow.</summary>
internal sealed class MulticlassCounts(int classCount)
{
    private const float SmallestProbability = 1e-15f;

    private readonly double[] _classCounts = new double[classCount];
    private readonly double[] _classLosses = new double[classCount];
    // How often the label's score had each rank, from the highest one; behind the last, labels that have no score.
    private readonly double[] _ranks = new double[classCount + 1];
    private double _count;
    private double _loss;

    public double[][] Confusion { get; } = [.. Enumerable.Range(0, classCount).Select(_ => new double[classCount])];

    public double MicroAccuracy => _count > 0 ? _ranks[0] / _count : 0;

    public double MacroAccuracy => Enumerable.Range(0, classCount)
        .Where(i => _classCounts[i] > 0)
        .Select(i => Confusion[i][i] / _classCounts[i])
        .DefaultIfEmpty()
        .Average();

    public double LogLoss => _count > 0 ? _loss / _count : 0;

    public double LogLossReduction
    {
        get
        {
            double entropy = -_classCounts.Where(c => c > 0).Sum(c => c * Math.Log(c / _count)) / _count;
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss =>
        [.. _classLosses.Select((loss, i) => _classCounts[i] > 0 ? loss / _classCounts[i] : 0)];

    public double[] TopAccuracies(int k)
    {
        var accuracies = new double[Math.Min(k, _ranks.Length)];
        double sum = 0;
        for (int i = 0; i < accuracies.Length; i++)
            accuracies[i] = sum += _ranks[i] / _count;
        return accuracies;
    }

    public void Add(int label, ReadOnlySpan<float> scores)
    {
        bool isKnown = label < classCount;
        float probability = isKnown ? Math.Clamp(scores[label], SmallestProbability, 1) : SmallestProbability;
        double loss = -Math.Log(probability);
        _count++;
        _loss += loss;
        _ranks[isKnown ? Rank(label, scores) : classCount]++;
        if (!isKnown)
            return;
        _classCounts[label]++;
        _classLosses[label] += loss;
        Confusion[label][HighestOf(scores)]++;
    }

    private static int HighestOf(ReadOnlySpan<float> scores)
    {
        int highest = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[highest])
                highest = i;
        }
        return highest;
    }

    /// <summary>How many classes are preferred to the label; of equal scores the first one is preferred.</summary>
    private static int Rank(int label, ReadOnlySpan<float> scores)
    {
        int rank = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label))
                rank++;
        }
        return rank;
    }
}
