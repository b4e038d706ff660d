using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class EnumerableTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Objects_come_back_as_they_went_in()
    {
        var rows = new[]
        {
            new Everything
            {
                Real = 1.5f, Long = -3, Flag = true, Text = "x", Small = 7, Vector = [1, 2], Words = ["a", "b"],
            },
            new Everything { Real = float.NaN, Buffer = new(5, 1, [9], [3]), Field = 2.5 },
        };

        var back = Back<Everything>(_ml.Data.LoadFromEnumerable(rows)).ToArray();

        Assert.Equal(rows.Select(row => row.Real), back.Select(row => row.Real));
        Assert.Equal([-3L, 0], back.Select(row => row.Long));
        Assert.Equal([true, false], back.Select(row => row.Flag));
        Assert.Equal(["x", ""], back.Select(row => row.Text));
        Assert.Equal([(byte)7, (byte)0], back.Select(row => row.Small));
        Assert.Equal([1f, 2], back[0].Vector!);
        Assert.Null(back[1].Vector);
        Assert.Null(back[1].Words);
        Assert.Equal(["a", "b"], back[0].Words!);
        Assert.Equal([0f, 0, 0, 9, 0], back[1].Buffer.DenseValues());
        Assert.Equal([0, 2.5], back.Select(row => row.Field));
    }

    [Fact]
    public void Schema_follows_members_and_their_attributes()
    {
        var schema = _ml.Data.LoadFromEnumerable<Attributed>([]).Schema;

        Assert.Equal(["Features", "Label", "Open"], schema.Select(column => column.Name).Order());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Features"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 4), schema["Label"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double), schema["Open"].Type);
    }

    [Fact]
    public void Key_member_is_zero_based_and_out_of_range_is_missing()
    {
        var data = _ml.Data.LoadFromEnumerable([new Attributed { Key = 0 }, new() { Key = 3 }, new() { Key = 4 }]);

        Assert.Equal([1u, 4, 0], data.GetColumn<uint>("Label"));
    }

    [Fact]
    public void Schema_definition_changes_names_types_and_annotations()
    {
        var definition = SchemaDefinition.Create(typeof(Point));
        definition["X"].ColumnName = "Renamed";
        definition["Vector"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Vector"].AddAnnotation("Kind", 5, NumberDataViewType.Int32);

        var data = _ml.Data.LoadFromEnumerable([new Point { X = 1, Vector = [2, 3] }], definition);

        int kind = 0;
        data.Schema["Vector"].Annotations.GetValue("Kind", ref kind);
        Assert.Equal(5, kind);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Vector"].Type);
        Assert.Equal([1f], data.GetColumn<float>("Renamed"));
        Assert.Null(data.Schema.GetColumnOrNull("X"));
    }

    [Fact]
    public void Given_schema_sets_types_and_annotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Kind", NumberDataViewType.Int32, 5);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());

        var column = _ml.Data.LoadFromEnumerable([new Point { Vector = [2, 3] }], builder.ToSchema()).Schema["Vector"];

        int kind = 0;
        column.Annotations.GetValue("Kind", ref kind);
        Assert.Equal(5, kind);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), column.Type);
    }

    [Fact]
    public void Given_schema_with_a_column_that_is_no_member_is_refused()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Missing", NumberDataViewType.Single);

        var error = Assert.Throws<InvalidOperationException>(
            () => _ml.Data.LoadFromEnumerable<Point>([], builder.ToSchema()));

        Assert.Contains("Missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_that_does_not_fit_the_member_is_refused()
    {
        var definition = SchemaDefinition.Create(typeof(Point));
        definition["X"].ColumnType = NumberDataViewType.Double;

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable<Point>([], definition));
    }

    [Fact]
    public void Member_of_a_type_without_columns_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable<Unsupported>([]));

    [Fact]
    public void View_is_lazy_cannot_shuffle_and_has_one_cursor()
    {
        var rows = new List<Point> { new() { X = 1 } };
        var data = _ml.Data.LoadFromEnumerable(rows);
        rows.Add(new() { X = 2 });

        Assert.False(data.CanShuffle);
        Assert.Equal(2, data.GetRowCount());
        Assert.Null(_ml.Data.LoadFromEnumerable(rows.Where(row => row.X > 0)).GetRowCount());
        Assert.Single(data.GetRowCursorSet(data.Schema, 4));
        Assert.Equal([1f, 2], data.GetColumn<float>("X"));
        using var cursor = data.GetRowCursor(data.Schema, new Random(1));
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
    }

    [Fact]
    public void Cursor_gives_only_active_columns_of_their_own_type()
    {
        var data = _ml.Data.LoadFromEnumerable([new Point { X = 1 }]);

        using var cursor = data.GetRowCursor([data.Schema["X"]]);

        Assert.True(cursor.IsColumnActive(data.Schema["X"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Vector"]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => cursor.GetGetter<VBuffer<float>>(data.Schema["Vector"]).Method);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["X"]).Method);
        Assert.True(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Null_row_is_an_error()
    {
        var data = _ml.Data.LoadFromEnumerable<Point>([null!]);

        Assert.Throws<InvalidOperationException>(() => data.GetColumn<float>("X").ToArray());
        Assert.Throws<ArgumentNullException>(() => _ml.Data.LoadFromEnumerable<Point>(null!));
    }

    [Fact]
    public void Row_object_is_reused_when_asked()
    {
        var data = _ml.Data.LoadFromEnumerable([new Point { X = 1 }, new() { X = 2 }]);

        Assert.Single(_ml.Data.CreateEnumerable<Point>(data, reuseRowObject: true).Distinct());
        Assert.Equal(2, _ml.Data.CreateEnumerable<Point>(data, reuseRowObject: false).Distinct().Count());
    }

    [Fact]
    public void Column_missing_for_a_member_is_an_error_unless_ignored()
    {
        var data = _ml.Data.LoadFromEnumerable([new Point { X = 1 }]);

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Data.CreateEnumerable<More>(data, reuseRowObject: false).ToArray());

        Assert.Contains("Extra", error.Message, StringComparison.Ordinal);
        var row = _ml.Data.CreateEnumerable<More>(data, reuseRowObject: false, ignoreMissingColumns: true).Single();
        Assert.Equal((1f, 0f), (row.X, row.Extra));
    }

    [Fact]
    public void Column_of_another_type_than_the_member_is_an_error()
    {
        var data = _ml.Data.LoadFromEnumerable([new Point { X = 1 }]);

        var error = Assert.Throws<InvalidOperationException>(
            () => _ml.Data.CreateEnumerable<Doubles>(data, reuseRowObject: false).ToArray());

        Assert.Contains("'X'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_columns_are_read_as_values_texts_and_arrays()
    {
        var data = _ml.Data.LoadFromEnumerable([new Everything { Text = "x", Vector = [1, 2], Words = ["a", "b"] }]);

        Assert.Equal(["x"], data.GetColumn<string>("Text"));
        Assert.Equal([1f, 2], data.GetColumn<float[]>("Vector").Single());
        Assert.Equal([1f, 2], data.GetColumn<VBuffer<float>>("Vector").Single().DenseValues());
        Assert.Equal(["a", "b"], data.GetColumn<string[]>(data.Schema["Words"]).Single());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<double>("Real").ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<float>("Missing").ToArray());
    }

    private IEnumerable<T> Back<T>(IDataView data)
        where T : class, new() => _ml.Data.CreateEnumerable<T>(data, reuseRowObject: false);

    private sealed class Everything
    {
        public double Field;

        public float Real { get; set; }

        public long Long { get; set; }

        public bool Flag { get; set; }

        public string? Text { get; set; }

        public byte Small { get; set; }

        public float[]? Vector { get; set; }

        public string[]? Words { get; set; }

        public VBuffer<float> Buffer { get; set; }
    }

    private sealed class Attributed
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        [KeyType(4), ColumnName("Label")]
        public uint Key { get; set; }

        public double[] Open { get; set; } = [];

        [NoColumn]
        public float Hidden { get; set; }
    }

    private sealed class Point
    {
        public float X { get; set; }

        public float[] Vector { get; set; } = [];
    }

    private sealed class More
    {
        public float X { get; set; }

        public float Extra { get; set; }
    }

    private sealed class Doubles
    {
        public double X { get; set; }
    }

    private sealed class Unsupported
    {
        public Uri? Where { get; set; }
    }
}
