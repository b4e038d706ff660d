namespace Microsoft.ML.Data;

/// <summary>Which values count as missing: NaN, and key 0; in a vector, any such item.</summary>
internal static class MissingValues
{
    public static bool CanBeMissing(DataViewType type) =>
        type is VectorDataViewType vector ? CanBeMissing(vector.ItemType)
        : type is KeyDataViewType || type.RawType == typeof(float) || type.RawType == typeof(double);

    /// <summary>A test of the row's current value of the column.</summary>
    public static Func<bool> Test(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector
            ? Columns.Create<Tester>(typeof(VectorTester<>), vector.ItemType.RawType, row, column).IsMissing
            : Columns.Create<Tester>(typeof(ScalarTester<>), column.Type.RawType, row, column).IsMissing;

    private static bool IsMissing<T>(T value, bool isKey)
        where T : struct, System.Numerics.INumberBase<T> => isKey ? T.IsZero(value) : T.IsNaN(value);

    private abstract class Tester
    {
        public abstract bool IsMissing();
    }

    private sealed class ScalarTester<T>(DataViewRow row, DataViewSchema.Column column) : Tester
        where T : struct, System.Numerics.INumberBase<T>
    {
        private readonly ValueGetter<T> _getter = row.GetGetter<T>(column);
        private readonly bool _isKey = column.Type is KeyDataViewType;

        public override bool IsMissing()
        {
            T value = default;
            _getter(ref value);
            return MissingValues.IsMissing(value, _isKey);
        }
    }

    private sealed class VectorTester<T>(DataViewRow row, DataViewSchema.Column column) : Tester
        where T : struct, System.Numerics.INumberBase<T>
    {
        private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
        private readonly bool _isKey = column.Type is VectorDataViewType { ItemType: KeyDataViewType };
        private VBuffer<T> _value;

        public override bool IsMissing()
        {
            _getter(ref _value);
            if (_isKey && !_value.IsDense)
                return true;
            foreach (var item in _value.GetValues())
            {
                if (MissingValues.IsMissing(item, _isKey))
                    return true;
            }
            return false;
        }
    }
}
