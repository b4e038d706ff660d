using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Mlp.Backends;

/// <summary>Rows as matrices.</summary>
internal static class ReferenceBatch
{
    /// <summary>Rows that lie one after another, as rowCount x columnCount.</summary>
    public static Matrix<double> Of(ReadOnlySpan<float> features, int columnCount)
    {
        var x = Matrix<double>.Build.Dense(features.Length / columnCount, columnCount);
        for (var i = 0; i < features.Length; i++) x[i / columnCount, i % columnCount] = features[i];
        return x;
    }

    /// <summary>Gathers rows, as rows.Length x columnCount.</summary>
    public static Matrix<double> Gather(Features features, ReadOnlySpan<int> rows)
    {
        var x = Matrix<double>.Build.Dense(rows.Length, features.ColumnCount);
        var row = new float[features.ColumnCount];
        for (var i = 0; i < rows.Length; i++)
        {
            features.CopyRowTo(rows[i], row);
            for (var j = 0; j < row.Length; j++) x[i, j] = row[j];
        }
        return x;
    }

    /// <summary>Measures the logits of rows, and returns the gradient of their mean loss.</summary>
    public static (Totals Totals, Matrix<double> dLogits) Measure(
        Objective objective, LabeledRows data, ReadOnlySpan<int> rows, Matrix<double> logits)
    {
        var z = logits.ToRowArrays();
        var measures = new BatchMeasures(z.Length);
        for (var i = 0; i < z.Length; i++) measures.Set(i, objective.Measure(data, rows[i], z.Length, z[i]));
        return (measures.Sum(z.Length), Matrix<double>.Build.DenseOfRowArrays(z));
    }
}
