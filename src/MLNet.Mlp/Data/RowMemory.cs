using System.Globalization;

namespace MLNet.Mlp;

/// <summary>The memory that training rows take.</summary>
internal static class RowMemory
{
    private static readonly string[] _units = ["bytes", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>What a set of rows takes.</summary>
    public static long Of(LabeledRows rows)
    {
        var features = rows.Features is SparseFeatures sparse
            ? sparse.NonZeroCount * (sizeof(int) + sizeof(float)) + rows.RowCount * 12L
            : (long)rows.RowCount * rows.Features.ColumnCount * sizeof(float);
        return features + rows.RowCount * TargetBytes(rows.Targets) + rows.Weights.Length * (long)sizeof(float);
    }

    /// <summary>What rows will take of which only the number is known; null where it cannot be told.</summary>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="empty">A set like that which will hold them.</param>
    /// <param name="density">The fraction of the features that are not zero, if known.</param>
    public static double? Estimate(long rowCount, LabeledRows empty, double? density)
    {
        var features = empty.Features is FeatureMatrix
            ? empty.Features.ColumnCount * (double)sizeof(float)
            : density * empty.Features.ColumnCount * (sizeof(int) + sizeof(float)) + 12;
        return rowCount * (features + TargetBytes(empty.Targets));
    }

    /// <summary>Bytes for people: "1.5 MB".</summary>
    public static string Describe(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < _units.Length - 1; unit++) bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Math.Round(bytes, unit == 0 ? 0 : 1)} {_units[unit]}");
    }

    private static long TargetBytes(Targets targets) =>
        targets is TargetMatrix matrix ? matrix.ColumnCount * (long)sizeof(float) : sizeof(int);
}
