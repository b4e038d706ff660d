using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class CursorSetTests
{
    private const int RowCount = 1000;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Objects_and_ranges_of_rows_are_read_by_one_cursor()
    {
        var data = Data();

        Assert.Single(Read(data, 2));
        Assert.Single(Read(_ml.Data.TakeRows(data, 10), 2));
        Assert.Single(Read(_ml.Data.ShuffleRows(data), 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_cursors_of_a_cache_share_its_rows_in_blocks(int count)
    {
        var sets = Read(_ml.Data.Cache(Data()), count);

        Assert.Equal(count, sets.Length);
        AssertComplete(sets);
        Assert.All(sets, set => Assert.Equal(
            Enumerable.Range(0, set.Count).Select(i => (long)i), set.Select(row => row.Position)));
        var batches = sets.SelectMany(set => set).GroupBy(row => row.Batch).ToArray();
        if (count > 1)
        {
            Assert.All(sets, set => Assert.NotEmpty(set));
            Assert.All(batches, batch => Assert.Equal(
                batch.Select((_, i) => batch.First().Number + i), batch.Select(row => row.Number)));
            Assert.Equal(sets.Sum(set => set.Select(row => row.Batch).Distinct().Count()), batches.Length);
        }
    }

    [Fact]
    public void The_cursors_of_a_shuffled_cache_share_all_rows()
    {
        var sets = Read(_ml.Data.Cache(Data()), 2, new Random(1));

        AssertComplete(sets);
        Assert.NotEqual(sets[0].Select(row => row.Number).Order(), sets[0].Select(row => row.Number));
    }

    [Fact]
    public void A_mapper_divides_what_one_cursor_reads_if_it_has_something_to_compute()
    {
        var mapped = _ml.Transforms.NormalizeMinMax("Normalized", "Number").Fit(Data()).Transform(Data());

        var sets = Read(mapped, 2);
        Assert.Equal(2, sets.Length);
        AssertComplete(sets);
        Assert.All(sets.SelectMany(set => set), row => Assert.Equal(row.Number, row.Normalized * (RowCount - 1), 3));
        var unmapped = mapped.GetRowCursorSet([mapped.Schema["Number"]], 2);
        Assert.Single(unmapped);
        unmapped[0].Dispose();
    }

    [Fact]
    public void Several_threads_can_read_a_set()
    {
        var chain = _ml.Transforms.NormalizeMinMax("Normalized", "Number")
            .Append(_ml.Transforms.Concatenate("Vector", "Normalized", "Number"));
        var mapped = chain.Fit(Data()).Transform(Data());
        var cached = chain.Fit(Data()).Transform(_ml.Data.Cache(Data()));

        foreach (var view in new[] { mapped, cached })
        {
            var cursors = view.GetRowCursorSet([view.Schema["Vector"]], 3);
            var numbers = new System.Collections.Concurrent.ConcurrentBag<float>();
            var threads = Array.ConvertAll(cursors, cursor => new Thread(() =>
            {
                using (cursor)
                {
                    var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Vector"]);
                    VBuffer<float> value = default;
                    while (cursor.MoveNext())
                    {
                        getter(ref value);
                        numbers.Add(value.GetItemOrDefault(1));
                    }
                }
            }));
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            Assert.Equal(Enumerable.Range(0, RowCount).Select(i => (float)i), numbers.Order());
        }
    }

    [Fact]
    public void Filters_have_the_cursors_of_what_they_filter()
    {
        var filtered = _ml.Data.FilterRowsByColumn(_ml.Data.Cache(Data()), "Number", 100, 200);

        var sets = Read(filtered, 2);

        Assert.Equal(2, sets.Length);
        Assert.Equal(
            Enumerable.Range(100, 100).Select(i => (float)i),
            sets.SelectMany(set => set).Select(row => row.Number).Order());
        Assert.Single(Read(_ml.Data.FilterRowsByColumn(Data(), "Number", 100, 200), 2));
    }

    [Fact]
    public void Ids_are_those_of_the_rows_whoever_reads_them()
    {
        var cached = _ml.Data.Cache(Data());

        Assert.Equal(Ids(cached, 1), Ids(cached, 2));
        var mapped = _ml.Transforms.CopyColumns("Copy", "Number").Fit(Data()).Transform(Data());
        Assert.Equal(Ids(mapped, 1), Ids(mapped, 2));

        static ulong[] Ids(IDataView view, int count) =>
            [.. Read(view, count).SelectMany(set => set).OrderBy(row => row.Number).Select(row => row.Id.Low)];
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, RowCount).Select(i => new Row { Number = i }).ToArray());

    private static void AssertComplete(List<Seen>[] sets) => Assert.Equal(
        Enumerable.Range(0, RowCount).Select(i => (float)i),
        sets.SelectMany(set => set).Select(row => row.Number).Order());

    /// <summary>What each cursor of a set sees, one cursor after the other.</summary>
    private static List<Seen>[] Read(IDataView view, int count, Random? rand = null) =>
        Array.ConvertAll(view.GetRowCursorSet(view.Schema, count, rand), cursor =>
        {
            using (cursor)
            {
                var seen = new List<Seen>();
                var number = cursor.GetGetter<float>(view.Schema["Number"]);
                var normalized = view.Schema.GetColumnOrNull("Normalized") is { } column
                    ? cursor.GetGetter<float>(column)
                    : null;
                var id = cursor.GetIdGetter();
                while (cursor.MoveNext())
                {
                    float value = 0, scaled = 0;
                    DataViewRowId rowId = default;
                    number(ref value);
                    normalized?.Invoke(ref scaled);
                    id(ref rowId);
                    seen.Add(new(value, scaled, cursor.Position, cursor.Batch, rowId));
                }
                return seen;
            }
        });

    private sealed record Seen(float Number, float Normalized, long Position, long Batch, DataViewRowId Id);

    private sealed class Row
    {
        public float Number { get; set; }
    }
}
