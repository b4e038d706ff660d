using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class CopyAndSelectColumnsTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public CopyAndSelectColumnsTests()
        => _data = _ml.Data.LoadFromEnumerable(
            [new Row { A = 1, B = 2, Text = "x" }, new Row { A = 3, B = 4, Text = "y" }]);

    [Fact]
    public void A_copy_has_the_values_type_and_annotations_of_its_source()
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Append(_ml.Transforms.CopyColumns("Label", "Key"));

        var result = pipeline.Fit(_data).Transform(_data);

        Assert.Equal(new KeyDataViewType(typeof(uint), 2), result.Schema["Label"].Type);
        Assert.Equal([1u, 2u], result.Values<uint>("Label"));
        Assert.Equal(["x", "y"], result.Schema["Label"].AnnotationTexts("KeyValues"));
    }

    [Fact]
    public void A_copy_is_announced_like_its_source()
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Append(_ml.Transforms.CopyColumns("Label", "Key"));

        var column = ShapeProbe.Announced(pipeline, _data, "Label");

        Assert.True(column.IsKey);
        Assert.Equal(NumberDataViewType.UInt32, column.ItemType);
        Assert.Equal(["KeyValues"], column.AnnotationKinds());
    }

    [Fact]
    public void A_copy_over_an_existing_column_hides_it()
    {
        var result = _ml.Transforms.CopyColumns("A", "B").Fit(_data).Transform(_data);

        Assert.Equal(["A", "A", "B", "Text"], result.Schema.Select(c => c.Name));
        Assert.Equal([true, false, false, false], result.Schema.Select(c => c.IsHidden));
        Assert.Equal([2f, 4f], result.Values<float>("A"));
    }

    [Fact]
    public void Copying_a_missing_column_names_it()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Transforms.CopyColumns("New", "Nowhere").Fit(_data));

        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropped_columns_are_gone_and_the_others_keep_their_order()
    {
        var result = _ml.Transforms.DropColumns("B").Fit(_data).Transform(_data);

        Assert.Equal(["A", "Text"], result.Schema.Select(c => c.Name));
        Assert.Equal([1f, 3f], result.Values<float>("A"));
        Assert.Equal(["x", "y"], result.Texts("Text"));
    }

    [Fact]
    public void Dropping_also_drops_the_hidden_columns_of_that_name()
    {
        var pipeline = _ml.Transforms.CopyColumns("A", "B").Append(_ml.Transforms.DropColumns("A"));

        var result = pipeline.Fit(_data).Transform(_data);

        Assert.Equal(["B", "Text"], result.Schema.Select(c => c.Name));
    }

    [Fact]
    public void Selected_columns_come_in_the_given_order()
    {
        var result = _ml.Transforms.SelectColumns("Text", "A").Fit(_data).Transform(_data);

        Assert.Equal(["Text", "A"], result.Schema.Select(c => c.Name));
        Assert.Equal([1f, 3f], result.Values<float>("A"));
    }

    [Fact]
    public void Dropping_or_selecting_a_missing_column_names_it()
    {
        var drop = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.DropColumns("Nowhere").Fit(_data));
        var select = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.SelectColumns("Nowhere").Fit(_data));

        Assert.Contains("Nowhere", drop.Message, StringComparison.Ordinal);
        Assert.Contains("Nowhere", select.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dropped_column_is_not_announced()
    {
        var pipeline = _ml.Transforms.DropColumns("B").Append(_ml.Transforms.Concatenate("Features", "A", "B"));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Fit(_data));

        Assert.Contains("'B'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }

        public string Text { get; set; } = "";
    }
}
