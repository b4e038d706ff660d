using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

/// <summary>How rows are read through transformers: only what is asked for is computed.</summary>
public sealed class MappedViewTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public MappedViewTests()
        => _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { A = 1, B = 2, Text = "x" }, new Row { A = 3, B = 4, Text = "y" }, new Row { A = 5, B = 6, Text = "x" },
        ]);

    [Fact]
    public void Only_what_was_asked_for_is_active()
    {
        var view = Model().Transform(_data);
        using var cursor = view.GetRowCursor([view.Schema["Features"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Features"]));
        Assert.False(cursor.IsColumnActive(view.Schema["A"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Key"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<uint>(view.Schema["Key"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Features"]));
    }

    [Fact]
    public void A_mapper_tells_the_input_columns_that_it_needs()
    {
        ITransformer model = Model();
        var mapper = model.GetRowToRowMapper(_data.Schema);

        string[] Needed(string column)
            => mapper.GetDependencies([mapper.OutputSchema[column]]).Select(c => c.Name).ToArray();

        Assert.Equal(["A", "B"], Needed("Features"));
        Assert.Equal(["Text"], Needed("Key"));
        Assert.Equal(["B"], Needed("B"));
    }

    [Fact]
    public void A_mapper_maps_the_row_it_is_given()
    {
        ITransformer model = Model();
        var mapper = model.GetRowToRowMapper(_data.Schema);
        using var input = _data.GetRowCursor(_data.Schema);
        using var row = mapper.GetRow(input, mapper.OutputSchema);
        var getter = row.GetGetter<VBuffer<float>>(row.Schema["Features"]);
        VBuffer<float> features = default;

        var seen = new List<float[]>();
        while (input.MoveNext())
        {
            getter(ref features);
            seen.Add([.. features.DenseValues()]);
            Assert.Equal(input.Position, row.Position);
        }

        Assert.Equal([[1, 2], [3, 4], [5, 6]], seen);
    }

    [Fact]
    public void Row_count_ids_and_shuffling_are_those_of_the_source()
    {
        var cached = _ml.Data.Cache(_data);
        var view = Model().Transform(cached);

        Assert.Equal(cached.GetRowCount(), view.GetRowCount());
        Assert.True(view.CanShuffle);
        Assert.Equal(Ids(cached), Ids(view));
        Assert.False(Model().Transform(_data).CanShuffle);
    }

    [Fact]
    public void A_set_of_cursors_together_has_every_row()
    {
        var view = Model().Transform(_ml.Data.Cache(_data));

        var keys = new List<uint>();
        foreach (var cursor in view.GetRowCursorSet([view.Schema["Key"]], 2))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<uint>(view.Schema["Key"]);
                while (cursor.MoveNext())
                {
                    uint key = 0;
                    getter(ref key);
                    keys.Add(key);
                }
            }
        }

        Assert.Equal([1u, 1u, 2u], keys.Order());
    }

    private static List<DataViewRowId> Ids(IDataView view)
    {
        var ids = new List<DataViewRowId>();
        using var cursor = view.GetRowCursor([]);
        var getter = cursor.GetIdGetter();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getter(ref id);
            ids.Add(id);
        }
        return ids;
    }

    private TransformerChain<ColumnConcatenatingTransformer> Model()
        => _ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Append(_ml.Transforms.Concatenate("Features", "A", "B")).Fit(_data);

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }

        public string Text { get; set; } = "";
    }
}
