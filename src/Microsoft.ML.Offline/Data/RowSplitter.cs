using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Gives each row a fixed place in [0, 1), drawn from its row id, or from its value of the sampling key column so that
/// rows of one key stay together. Unlike a running random number it does not depend on the order of reading.
/// </summary>
internal sealed class RowSplitter
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column? _key;
    private readonly ulong _seed;

    public RowSplitter(IHostEnvironment env, IDataView data, string? samplingKeyColumnName, int? seed)
    {
        _data = data;
        _seed = Mix((ulong)(seed ?? (env as IHostEnvironmentInternal)?.Seed ?? 0));
        if (samplingKeyColumnName is null)
            return;
        _key = data.Schema.Require(samplingKeyColumnName, "sampling key", nameof(samplingKeyColumnName));
        if (_key.Value.Type is VectorDataViewType)
            throw SchemaErrors.Mismatch(
                nameof(samplingKeyColumnName), "sampling key", samplingKeyColumnName, "scalar", $"{_key.Value.Type}");
    }

    /// <summary>The rows placed in [lower, upper) to test, the others to train.</summary>
    public DataOperationsCatalog.TrainTestData Split(double lower, double upper) =>
        new(Filter(place => place < lower || place >= upper), Filter(place => place >= lower && place < upper));

    private FilteredView Filter(Func<double, bool> accepts) =>
        new(_data, _key is { } key ? [key] : [], row =>
        {
            var hash = _key is { } column
                ? Columns.Create<IKeyHash>(typeof(KeyHash<>), column.Type.RawType, row, column).Hash
                : IdHash(row);
            return () => accepts((Mix(hash() ^ _seed) >> 11) * (1.0 / (1UL << 53)));
        });

    private static Func<ulong> IdHash(DataViewRow row)
    {
        var getter = row.GetIdGetter();
        return () =>
        {
            DataViewRowId id = default;
            getter(ref id);
            return Mix(id.Low) ^ id.High;
        };
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea, Flood 2014), after one step of its counter.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private interface IKeyHash
    {
        ulong Hash();
    }

    private sealed class KeyHash<T>(DataViewRow row, DataViewSchema.Column column) : IKeyHash
    {
        private readonly ValueGetter<T> _getter = row.GetGetter<T>(column);

        public ulong Hash()
        {
            T value = default!;
            _getter(ref value);
            // By its text, because GetHashCode of text differs from process to process.
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            ulong hash = 0;
            foreach (char c in text)
                hash = Mix(hash ^ c);
            return hash;
        }
    }
}
