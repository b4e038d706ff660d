using Microsoft.ML.Data;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A row of <see cref="SyntheticRows"/> as ML.NET reads it.</summary>
internal sealed class ImageRow
{
    [VectorType(SyntheticRows.FeatureCount)]
    public float[] Features { get; set; } = [];

    /// <summary>The class, from 0: ML.NET adds 1 to keys of objects.</summary>
    [KeyType(SyntheticRows.ClassCount)]
    public uint Label { get; set; }

    /// <summary>A row that stays as it is.</summary>
    public ImageRow Copy() => new() { Features = [.. Features], Label = Label };

    /// <summary>The rows one after another, all in the same object.</summary>
    public static IEnumerable<ImageRow> Of(LabeledRows rows)
    {
        var image = new ImageRow { Features = new float[SyntheticRows.FeatureCount] };
        for (var row = 0; row < rows.RowCount; row++)
        {
            rows.Features.CopyRowTo(row, image.Features);
            image.Label = (uint)rows.Labels[row];
            yield return image;
        }
    }
}

/// <summary>What a model says of an image.</summary>
internal sealed class ImagePrediction
{
    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}
