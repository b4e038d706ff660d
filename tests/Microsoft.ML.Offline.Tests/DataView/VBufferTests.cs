using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public sealed class VBufferTests
{
    private readonly VBuffer<float> _dense = new(4, [1, 2, 3, 4]);
    private readonly VBuffer<float> _sparse = new(5, 2, [10, 30], [1, 3]);

    [Fact]
    public void Dense_buffer_has_values_and_no_indices()
    {
        Assert.True(_dense.IsDense);
        Assert.Equal(4, _dense.Length);
        Assert.Equal([1f, 2, 3, 4], _dense.GetValues().ToArray());
        Assert.Equal(0, _dense.GetIndices().Length);
    }

    [Fact]
    public void Sparse_buffer_has_explicit_values_at_indices()
    {
        Assert.False(_sparse.IsDense);
        Assert.Equal(5, _sparse.Length);
        Assert.Equal([10f, 30], _sparse.GetValues().ToArray());
        Assert.Equal([1, 3], _sparse.GetIndices().ToArray());
    }

    [Fact]
    public void Default_buffer_is_dense_and_empty()
    {
        VBuffer<float> empty = default;

        Assert.True(empty.IsDense);
        Assert.Equal(0, empty.Length);
        Assert.Empty(empty.DenseValues());
    }

    [Fact]
    public void Buffer_may_hold_fewer_values_than_its_arrays()
    {
        var buffer = new VBuffer<float>(2, [1, 2, 3], [9, 9, 9]);

        Assert.Equal([1f, 2], buffer.DenseValues());
        Assert.Equal(0, buffer.GetIndices().Length);
    }

    [Fact]
    public void Dense_values_fill_the_gaps() => Assert.Equal([0f, 10, 0, 30, 0], _sparse.DenseValues());

    [Fact]
    public void Items_are_explicit_ones_or_all()
    {
        Assert.Equal([KeyValuePair.Create(1, 10f), KeyValuePair.Create(3, 30f)], _sparse.Items());
        Assert.Equal([0, 1, 2, 3, 4], _sparse.Items(all: true).Select(item => item.Key));
        Assert.Equal([0f, 10, 0, 30, 0], _sparse.Items(all: true).Select(item => item.Value));
        Assert.Equal([1f, 2, 3, 4], _dense.Items().Select(item => item.Value));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(3, 30)]
    [InlineData(4, 0)]
    public void One_item_is_found_by_index(int index, float expected)
    {
        float value = -1;
        _sparse.GetItemOrDefault(index, ref value);

        Assert.Equal(expected, value);
        Assert.Equal(expected, _sparse.GetItemOrDefault(index));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Item_outside_is_an_error(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _sparse.GetItemOrDefault(index));

    [Fact]
    public void Copy_to_a_buffer_keeps_the_representation()
    {
        VBuffer<float> copy = default;

        _sparse.CopyTo(ref copy);
        Assert.Equal([1, 3], copy.GetIndices().ToArray());
        Assert.Equal([0f, 10, 0, 30, 0], copy.DenseValues());

        _dense.CopyTo(ref copy);
        Assert.Equal([1f, 2, 3, 4], copy.GetValues().ToArray());
    }

    [Fact]
    public void Copy_is_independent_of_its_source()
    {
        float[] values = [1, 2];
        VBuffer<float> copy = default;
        new VBuffer<float>(2, values).CopyTo(ref copy);

        values[0] = 99;

        Assert.Equal([1f, 2], copy.DenseValues());
    }

    [Fact]
    public void Copy_to_dense_fills_the_gaps_of_a_used_buffer()
    {
        var copy = new VBuffer<float>(6, [7, 7, 7, 7, 7, 7]);

        _sparse.CopyToDense(ref copy);

        Assert.True(copy.IsDense);
        Assert.Equal([0f, 10, 0, 30, 0], copy.GetValues().ToArray());
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 3)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 0)]
    public void Part_of_a_sparse_buffer_is_copied(int start, int length)
    {
        VBuffer<float> part = default;

        _sparse.CopyTo(ref part, start, length);

        Assert.Equal(length, part.Length);
        Assert.Equal(_sparse.DenseValues().Skip(start).Take(length), part.DenseValues());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(4, 2)]
    public void Part_outside_is_an_error(int start, int length)
    {
        VBuffer<float> part = default;
        Assert.Throws<ArgumentOutOfRangeException>(() => _sparse.CopyTo(ref part, start, length));
    }

    [Fact]
    public void Copy_to_a_span_takes_an_offset_and_a_default()
    {
        var target = new float[7];

        _sparse.CopyTo(target.AsSpan(), 1, defaultValue: -1);

        Assert.Equal([0f, -1, 10, -1, 30, -1, 0], target);
        Assert.Throws<ArgumentOutOfRangeException>(() => _sparse.CopyTo(new float[4]));
    }

    [Fact]
    public void Array_range_is_copied_into_a_buffer()
    {
        VBuffer<float> buffer = default;

        VBuffer<float>.Copy([1, 2, 3, 4], 1, ref buffer, 2);

        Assert.Equal([2f, 3], buffer.DenseValues());
    }

    [Fact]
    public void Arrays_that_are_too_short_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(-1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(2, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(2, 3, [1, 2, 3], [0, 1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(5, 2, [1, 2], [0]));
    }

    [Fact]
    public void Text_tells_the_representation()
    {
        Assert.Contains("4", _dense.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Dense", _dense.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Sparse", _sparse.ToString(), StringComparison.Ordinal);
    }
}
