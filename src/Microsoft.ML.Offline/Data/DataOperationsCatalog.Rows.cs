using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new CacheView(input, columnsToPrefetch ?? []);
    }

    public IDataView ShuffleRows(
        IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (shufflePoolSize <= 0)
            throw new ArgumentOutOfRangeException(
                nameof(shufflePoolSize), $"shufflePoolSize must be positive; got {shufflePoolSize}.");
        var rand = _env.Register("Shuffle").Rand;
        return new ShuffledView(input, seed, rand.Next, shufflePoolSize, shuffleSource);
    }

    public IDataView SkipRows(IDataView input, long count) => new RowRangeView(
        input ?? throw new ArgumentNullException(nameof(input)), Positive(count), long.MaxValue);

    public IDataView TakeRows(IDataView input, long count) => new RowRangeView(
        input ?? throw new ArgumentNullException(nameof(input)), 0, Positive(count));

    public IDataView FilterRowsByColumn(
        IDataView input,
        string columnName,
        double lowerBound = double.NegativeInfinity,
        double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check.NonEmpty(columnName, nameof(columnName));
        if (!(lowerBound < upperBound))
            throw new ArgumentOutOfRangeException(
                nameof(upperBound), $"upperBound must be greater than lowerBound, {lowerBound}; got {upperBound}.");
        var column = input.Schema[columnName];
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            throw SchemaErrors.Mismatch(nameof(columnName), "filter", columnName, "Single or Double", $"{column.Type}");
        return new FilteredView(input, [column], row =>
        {
            var getter = row.GetNumberGetter(column);
            return () =>
            {
                double value = 0;
                getter(ref value);
                return value >= lowerBound && value < upperBound;
            };
        });
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (columns is not { Length: > 0 })
            throw new ArgumentOutOfRangeException(
                nameof(columns), "columns must name at least one column; got none.");
        var tested = columns.Select(name => input.Schema.Require(name)).ToArray();
        foreach (var column in tested.Where(column => !MissingValues.CanBeMissing(column.Type)))
            throw new ArgumentOutOfRangeException(
                nameof(columns),
                $"Column '{column.Name}' must be of floating-point or key type to be tested for missing values; " +
                $"got {column.Type}.");
        return new FilteredView(input, tested, row =>
        {
            var tests = tested.Select(column => MissingValues.Test(row, column)).ToArray();
            return () => !tests.Any(isMissing => isMissing());
        });
    }

    private static long Positive(long count) =>
        count > 0
            ? count
            : throw new ArgumentOutOfRangeException(nameof(count), $"count must be greater than zero; got {count}.");
}
