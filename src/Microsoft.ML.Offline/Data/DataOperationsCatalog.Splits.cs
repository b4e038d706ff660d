using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public TrainTestData TrainTestSplit(
        IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(
                nameof(testFraction), $"testFraction must be between 0 and 1, exclusive; got {testFraction}.");
        return new RowSplitter(_env, data, samplingKeyColumnName, seed).Split(0, testFraction);
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null) =>
        CrossValidationSplit(_env, data, numberOfFolds, samplingKeyColumnName, seed);

    internal static TrainTestData[] CrossValidationSplit(
        IHostEnvironment env, IDataView data, int numberOfFolds, string? samplingKeyColumnName, int? seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (numberOfFolds < 2)
            throw new ArgumentOutOfRangeException(
                nameof(numberOfFolds), $"numberOfFolds must be more than 1; got {numberOfFolds}.");
        var splitter = new RowSplitter(env, data, samplingKeyColumnName, seed);
        return
        [
            .. Enumerable.Range(0, numberOfFolds).Select(
                fold => splitter.Split((double)fold / numberOfFolds, (double)(fold + 1) / numberOfFolds)),
        ];
    }

    public readonly struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
