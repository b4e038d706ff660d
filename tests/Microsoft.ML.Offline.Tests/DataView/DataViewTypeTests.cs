using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public sealed class DataViewTypeTests
{
    [Fact]
    public void Raw_types_are_those_of_the_values()
    {
        Assert.Equal(typeof(float), NumberDataViewType.Single.RawType);
        Assert.Equal(typeof(ReadOnlyMemory<char>), TextDataViewType.Instance.RawType);
        Assert.Equal(typeof(bool), BooleanDataViewType.Instance.RawType);
        Assert.Equal(typeof(DataViewRowId), RowIdDataViewType.Instance.RawType);
        Assert.Equal(typeof(uint), new KeyDataViewType(typeof(uint), 3).RawType);
        Assert.Equal(typeof(VBuffer<float>), new VectorDataViewType(NumberDataViewType.Single, 3).RawType);
    }

    [Fact]
    public void Types_are_equal_by_what_they_describe()
    {
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3UL));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 4));
        Assert.NotEqual(new KeyDataViewType(typeof(byte), 3), new KeyDataViewType(typeof(uint), 3));
        var grid = new VectorDataViewType(NumberDataViewType.Single, 2, 3);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), grid);
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), grid);
        Assert.False(NumberDataViewType.Single.Equals(NumberDataViewType.Double));
        Assert.True(TextDataViewType.Instance.Equals(TextDataViewType.Instance));
        Assert.False(NumberDataViewType.Single.Equals(null));
    }

    [Fact]
    public void Types_have_short_names()
    {
        Assert.Equal("Single", NumberDataViewType.Single.ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Boolean", BooleanDataViewType.Instance.ToString());
        Assert.Equal("Key<UInt32, 0-2>", new KeyDataViewType(typeof(uint), 3).ToString());
        Assert.Equal("Vector<Single, 4>", new VectorDataViewType(NumberDataViewType.Single, 4).ToString());
        Assert.Equal("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
        Assert.Equal("Vector<Single, 2, *>", new VectorDataViewType(NumberDataViewType.Single, 2, 0).ToString());
    }

    [Fact]
    public void Vector_size_is_the_product_of_its_dimensions()
    {
        var vector = new VectorDataViewType(NumberDataViewType.Single, 2, 3);

        Assert.Equal(6, vector.Size);
        Assert.True(vector.IsKnownSize);
        Assert.Equal([2, 3], vector.Dimensions.ToArray());
        Assert.False(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
    }

    [Fact]
    public void Impossible_types_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(int), 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, 2, -1));
        Assert.Throws<ArgumentNullException>(() => new VectorDataViewType(null!, 2));
    }

    [Fact]
    public void Row_ids_are_ordered_and_equal_by_both_halves()
    {
        var small = new DataViewRowId(9, 0);
        var large = new DataViewRowId(1, 1);

        Assert.True(small.CompareTo(large) < 0);
        Assert.Equal(new DataViewRowId(9, 0), small);
        Assert.NotEqual(large, small);
        Assert.Equal("00000000000000010000000000000001", large.ToString());
    }
}
