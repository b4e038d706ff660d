namespace Microsoft.ML.Data;

public sealed class ConfusionMatrix
{
    private readonly string[] _names;
    private readonly bool _isBinary;

    /// <param name="counts">For each true class how often each class was predicted.</param>
    /// <param name="names">The names of the classes.</param>
    /// <param name="isBinary">Whether the first of two classes is the positive one.</param>
    internal ConfusionMatrix(double[][] counts, string[] names, bool isBinary)
    {
        Counts = counts;
        NumberOfClasses = counts.Length;
        PerClassRecall = [.. counts.Select((row, i) => Share(row[i], row.Sum()))];
        PerClassPrecision = [.. counts.Select((row, i) => Share(row[i], counts.Sum(r => r[i])))];
        _names = names;
        _isBinary = isBinary;
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    public string GetFormattedConfusionTable() => ConfusionTable.Format(this, _names, _isBinary);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckIndex(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckIndex(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private void CheckIndex(int index, string name)
    {
        if (index < 0 || index >= NumberOfClasses)
            throw new ArgumentOutOfRangeException(name, $"{name} must be in 0..{NumberOfClasses - 1}; got {index}.");
    }

    private static double Share(double part, double all) => all > 0 ? part / all : 0;
}
