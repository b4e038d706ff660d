namespace Microsoft.ML.Data;

/// <summary>
/// Evaluates class probabilities in one pass. Rows without a label that counts a class, or with a score that is not
/// finite, are left out.
/// </summary>
internal static class MulticlassEvaluator
{
    public static MulticlassClassificationMetrics Evaluate(
        IDataView data, string labelName, string scoreName, string predictedLabelName, int topK)
    {
        var label = data.Schema.Require(labelName, "label", nameof(data));
        var score = data.Schema.Require(scoreName, "score", nameof(data));
        data.Schema.Require(predictedLabelName, "predicted label", nameof(data));
        if (score.SlotCount() < 2 || score.ItemType() != NumberDataViewType.Single)
            throw SchemaErrors.Mismatch(
                nameof(data), "score", scoreName, "vector of two or more items of type Single", $"{score.Type}");
        if (label.Type is not KeyDataViewType && label.Type != NumberDataViewType.Single)
            throw SchemaErrors.Mismatch(nameof(data), "label", labelName, "Single or Key", $"{label.Type}");

        var scores = new float[score.SlotCount()];
        var counts = new MulticlassCounts(scores.Length);
        using var cursor = data.GetRowCursor([label, score]);
        var labelGetter = cursor.GetLabelGetter(label);
        var scoreGetter = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            float value = 0;
            labelGetter(ref value);
            if (!(value >= 0) || value != (int)value)
                continue;
            scoreGetter(ref buffer);
            if (buffer.Length != scores.Length)
                throw new InvalidOperationException(
                    $"Column '{scoreName}' must have {scores.Length} slots; got {buffer.Length}.");
            buffer.CopyTo(scores);
            if (Array.TrueForAll(scores, float.IsFinite))
                counts.Add((int)value, scores);
        }
        return new(counts, topK, ClassNames(score, scores.Length));
    }

    private static string[] ClassNames(DataViewSchema.Column score, int count)
    {
        var names = score.AnnotationTexts(AnnotationUtils.Kinds.SlotNames);
        return names?.Length == count
            ? Array.ConvertAll(names, name => name.ToString())
            : [.. Enumerable.Range(0, count).Select(i => $"{i}")];
    }
}
