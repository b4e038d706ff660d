using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class RowOperationTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public RowOperationTests() => _data = Rows(100);

    [Fact]
    public void Cache_reads_its_source_once()
    {
        int passes = 0;
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Counted()));

        for (int i = 0; i < 3; i++)
            Assert.Equal(Numbers(5), Read(cached));

        Assert.Equal(1, passes);

        IEnumerable<Row> Counted()
        {
            passes++;
            return Enumerable.Range(0, 5).Select(i => new Row { Number = i });
        }
    }

    [Fact]
    public void Cache_can_shuffle_and_knows_its_size()
    {
        var cached = _ml.Data.Cache(_data, "Number", "Vector");

        Assert.True(cached.CanShuffle);
        Assert.Equal(100, cached.GetRowCount());
        var shuffled = Read(cached, new Random(1));
        Assert.NotEqual(Numbers(100), shuffled);
        Assert.Equal(Numbers(100), shuffled.Order());
    }

    [Fact]
    public void Cache_keeps_vectors_of_rows_together()
    {
        var cached = _ml.Data.Cache(_data);
        using var cursor = cached.GetRowCursor(cached.Schema, new Random(1));
        var number = cursor.GetGetter<float>(cached.Schema["Number"]);
        var vector = cursor.GetGetter<VBuffer<float>>(cached.Schema["Vector"]);
        VBuffer<float> values = default;
        float value = 0;

        while (cursor.MoveNext())
        {
            vector(ref values);
            number(ref value);
            Assert.Equal([value, -value], values.DenseValues());
        }
    }

    [Fact]
    public void Unknown_column_to_cache_is_an_error()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.Cache(_data, "Missing"));
        Assert.Contains("Missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(7)]
    public void Shuffling_is_a_permutation_fixed_by_its_seed(int poolSize)
    {
        var shuffled = _ml.Data.ShuffleRows(_data, seed: 5, shufflePoolSize: poolSize);
        var order = Read(shuffled);

        Assert.NotEqual(Numbers(100), order);
        Assert.Equal(Numbers(100), order.Order());
        Assert.Equal(order, Read(shuffled));
        Assert.NotEqual(order, Read(_ml.Data.ShuffleRows(_data, seed: 6, shufflePoolSize: poolSize)));
        Assert.Equal(100, shuffled.GetRowCount());
    }

    [Fact]
    public void Shuffling_needs_a_pool() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.ShuffleRows(_data, shufflePoolSize: 0).CanShuffle);

    [Fact]
    public void Rows_are_skipped_and_taken()
    {
        Assert.Equal([98f, 99], Read(_ml.Data.SkipRows(_data, 98)));
        Assert.Equal([0f, 1], Read(_ml.Data.TakeRows(_data, 2)));
        Assert.Equal(2, _ml.Data.TakeRows(_data, 2).GetRowCount());
        Assert.Equal(2, _ml.Data.SkipRows(_data, 98).GetRowCount());
        Assert.Empty(Read(_ml.Data.SkipRows(_data, 1000)));
        Assert.False(_ml.Data.TakeRows(_data, 2).CanShuffle);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(_data, -1).CanShuffle);
    }

    [Fact]
    public void Rows_are_kept_by_the_range_of_a_column()
    {
        var data = _ml.Data.LoadFromEnumerable(
            new[] { 1, 2, 3, float.NaN, float.PositiveInfinity, float.NegativeInfinity }
                .Select(number => new Row { Number = number }));

        Assert.Equal([2f], Read(_ml.Data.FilterRowsByColumn(data, "Number", lowerBound: 2, upperBound: 3)));
        Assert.Equal([2f, 3], Read(_ml.Data.FilterRowsByColumn(data, "Number", lowerBound: 2)));
        Assert.Equal([1f, float.NegativeInfinity], Read(_ml.Data.FilterRowsByColumn(data, "Number", upperBound: 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(data, "Number", 2, 2).CanShuffle);
        foreach (var column in new[] { "Missing", "Text", "Flag", "Key", "Vector", "Whole" })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(
                () => _ml.Data.FilterRowsByColumn(data, column).CanShuffle);
            Assert.Contains(column, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_with_missing_values_are_dropped()
    {
        var data = _ml.Data.LoadFromEnumerable(
        [
            new Row { Number = 0 },
            new Row { Number = float.NaN },
            new Row { Number = 2, Vector = [1, float.NaN] },
            new Row { Number = 3, Key = 99 },
        ]);

        Assert.Equal([0f, 2, 3], Read(_ml.Data.FilterRowsByMissingValues(data, "Number")));
        Assert.Equal([0f, 3], Read(_ml.Data.FilterRowsByMissingValues(data, "Number", "Vector")));
        Assert.Equal([0f, float.NaN, 2], Read(_ml.Data.FilterRowsByMissingValues(data, "Key")));
    }

    [Fact]
    public void Missing_values_need_columns_that_can_have_them()
    {
        foreach (var column in new[] { "Missing", "Text", "Flag" })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(
                () => _ml.Data.FilterRowsByMissingValues(_data, column).CanShuffle);
            Assert.Contains(column, error.Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByMissingValues(_data).CanShuffle);
    }

    [Fact]
    public void Preview_shows_the_first_rows_by_row_and_by_column()
    {
        var preview = _data.Preview(maxRows: 3);

        Assert.Equal(3, preview.RowView.Length);
        Assert.Equal(_data.Schema.Count, preview.ColumnView.Length);
        Assert.Equal([0f, 1f, 2f], preview.ColumnView[_data.Schema["Number"].Index].Values);
        var value = preview.RowView[2].Values[_data.Schema["Vector"].Index];
        Assert.Equal("Vector", value.Key);
        Assert.Equal([2f, -2], ((VBuffer<float>)value.Value).DenseValues());
        Assert.Equal($"{_data.Schema.Count} columns, 3 rows", preview.ToString());
    }

    private IDataView Rows(int count) => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Row { Number = i, Vector = [i, -i] }).ToArray());

    private static IEnumerable<float> Numbers(int count) => Enumerable.Range(0, count).Select(i => (float)i);

    private static float[] Read(IDataView data, Random? rand = null)
    {
        var column = data.Schema["Number"];
        var values = new List<float>();
        using var cursor = data.GetRowCursor([column], rand);
        var getter = cursor.GetGetter<float>(column);
        while (cursor.MoveNext())
        {
            float value = 0;
            getter(ref value);
            values.Add(value);
        }
        return [.. values];
    }

    private sealed class Row
    {
        public float Number { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [0, 0];

        [KeyType(3)]
        public uint Key { get; set; }

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public int Whole { get; set; }
    }
}
