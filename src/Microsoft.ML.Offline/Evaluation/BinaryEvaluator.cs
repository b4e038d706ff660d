namespace Microsoft.ML.Data;

/// <summary>
/// Evaluates scores of two classes in one pass. Rows without label or with a score that is not finite are left out.
/// </summary>
internal static class BinaryEvaluator
{
    public static (BinaryCounts Counts, RankingAreas Areas, string[] ClassNames) Evaluate(
        IDataView data, string labelName, string scoreName, string? probabilityName, string predictedLabelName)
    {
        var label = data.Schema.Require(labelName, "label", nameof(data));
        var score = data.RequireSingle(scoreName, "score");
        DataViewSchema.Column[] probability =
            probabilityName is null ? [] : [data.RequireSingle(probabilityName, "probability")];
        data.Schema.Require(predictedLabelName, "predicted label", nameof(data));
        if (label.Type is not (BooleanDataViewType or KeyDataViewType { Count: 2 })
            && label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double)
            throw SchemaErrors.Mismatch(
                nameof(data), "label", labelName, "Single, Double, Boolean or a Key of 2", $"{label.Type}");

        var counts = new BinaryCounts();
        var rows = new List<(float Score, bool IsPositive)>();
        using var cursor = data.GetRowCursor([label, score, .. probability]);
        var labelGetter = cursor.GetLabelGetter(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        ValueGetter<float> probabilityGetter = probability is [var column]
            ? cursor.GetGetter<float>(column)
            : (ref float value) => value = float.NaN;
        while (cursor.MoveNext())
        {
            float truth = 0, value = 0, chance = 0;
            labelGetter(ref truth);
            scoreGetter(ref value);
            if (!float.IsFinite(value) || float.IsNaN(truth))
                continue;
            probabilityGetter(ref chance);
            counts.Add(truth > 0, value, chance);
            rows.Add((value, truth > 0));
        }
        return (counts, RankingAreas.Of(rows), ClassNames(label));
    }

    private static string[] ClassNames(DataViewSchema.Column label)
    {
        var names = label.AnnotationTexts(AnnotationUtils.Kinds.KeyValues);
        return label.Type is KeyDataViewType && names?.Length == 2
            ? Array.ConvertAll(names, name => name.ToString())
            : ["positive", "negative"];
    }
}
