namespace Microsoft.ML.Data;

/// <summary>The areas under the curves that arise when ever more rows, by falling score, are called positive.</summary>
/// <param name="Roc">
/// The chance that a positive row has the higher score than a negative one; equal scores count half.
/// </param>
/// <param name="PrecisionRecall">The trapezoid sum of the precision over the recall, row by row.</param>
internal readonly record struct RankingAreas(double Roc, double PrecisionRecall)
{
    public static RankingAreas Of(List<(float Score, bool IsPositive)> rows)
    {
        double positives = rows.Count(row => row.IsPositive);
        double negatives = rows.Count - positives;
        if (positives == 0 || negatives == 0)
            throw new ArgumentOutOfRangeException(
                nameof(rows),
                "The data must have rows of both classes to define the area under the ROC curve; " +
                $"got {positives} positive and {negatives} negative ones.");

        // A stable sort: rows of equal scores count in their order.
        var falling = rows.OrderByDescending(row => row.Score).ToArray();
        return new(RocArea(falling) / (positives * negatives), PrecisionRecallArea(falling, positives));
    }

    private static double RocArea((float Score, bool IsPositive)[] falling)
    {
        double area = 0, positives = 0;
        for (int start = 0; start < falling.Length;)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            int i = start;
            for (; i < falling.Length && falling[i].Score == falling[start].Score; i++)
            {
                if (falling[i].IsPositive)
                    tiedPositives++;
                else
                    tiedNegatives++;
            }
            area += (positives + tiedPositives / 2) * tiedNegatives;
            positives += tiedPositives;
            start = i;
        }
        return area;
    }

    private static double PrecisionRecallArea((float Score, bool IsPositive)[] falling, double allPositives)
    {
        double area = 0, positives = 0, precision = 1;
        for (int i = 0; i < falling.Length; i++)
        {
            if (!falling[i].IsPositive)
            {
                precision = positives / (i + 1);
                continue;
            }
            double before = precision;
            precision = ++positives / (i + 1);
            area += (before + precision) / 2 / allPositives;
        }
        return area;
    }
}
