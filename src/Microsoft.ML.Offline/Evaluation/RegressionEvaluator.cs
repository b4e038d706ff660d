namespace Microsoft.ML.Data;

/// <summary>Evaluates predicted numbers in one pass. Rows whose label or score is not a number are left out.</summary>
internal static class RegressionEvaluator
{
    public static RegressionMetrics Evaluate(IDataView data, string labelName, string scoreName)
    {
        var score = data.RequireSingle(scoreName, "score");
        var label = data.RequireSingle(labelName, "label");

        double count = 0, absolute = 0, squared = 0, loss = 0, labels = 0, squaredLabels = 0;
        using var cursor = data.GetRowCursor([label, score]);
        var labelGetter = cursor.GetGetter<float>(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        while (cursor.MoveNext())
        {
            float truth = 0, value = 0;
            labelGetter(ref truth);
            scoreGetter(ref value);
            if (float.IsNaN(truth) || float.IsNaN(value))
                continue;
            double error = Math.Abs((double)truth - value);
            // In single precision, as ML.NET's squared loss and sum of squares are.
            float difference = value - truth;
            count++;
            absolute += error;
            squared += error * error;
            loss += difference * difference;
            labels += truth;
            squaredLabels += truth * truth;
        }
        if (count == 0)
            return new(0, 0, 0, 0, 0);
        double variation = squaredLabels - labels * labels / count;
        return new(
            absolute / count, squared / count, Math.Sqrt(squared / count), loss / count,
            variation == 0 ? double.NaN : 1 - squared / variation);
    }
}
