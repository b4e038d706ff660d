using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class MapKeyToValueTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public MapKeyToValueTests()
        => _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { Text = "b", Number = 2.5f, Words = ["b", "a"], Bare = 1 },
            new Row { Text = "", Number = float.NaN, Words = ["", "b"], Bare = 2 },
            new Row { Text = "a", Number = -1, Words = ["a", "a"], Bare = 1 },
        ]);

    [Fact]
    public void Texts_come_back_and_missing_is_empty()
    {
        var result = There("Key", "Text")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(_data).Transform(_data);

        Assert.Equal(TextDataViewType.Instance, result.Schema["Back"].Type);
        Assert.Equal(["b", "", "a"], result.Texts("Back"));
        Assert.Empty(result.Schema["Back"].AnnotationKinds());
    }

    [Fact]
    public void Numbers_come_back_and_missing_is_not_a_number()
    {
        var result = There("Key", "Number")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Key")).Fit(_data).Transform(_data);

        Assert.Equal(NumberDataViewType.Single, result.Schema["Key"].Type);
        Assert.Equal([2.5f, float.NaN, -1f], result.Values<float>("Key"));
    }

    [Fact]
    public void Vectors_come_back_slot_by_slot()
    {
        var result = There("Key", "Words")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(_data).Transform(_data);

        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance, 2), result.Schema["Back"].Type);
        Assert.Equal([["b", "a"], ["", "b"], ["a", "a"]], result.TextVectors("Back"));
    }

    [Fact]
    public void Several_columns_are_mapped_at_once()
    {
        var back = _ml.Transforms.Conversion.MapKeyToValue(
            [new InputOutputColumnPair("Text"), new InputOutputColumnPair("N", "Number")]);

        var result = There("Text", "Text").Append(There("Number", "Number")).Append(back).Fit(_data).Transform(_data);

        Assert.Equal(["b", "", "a"], result.Texts("Text"));
        Assert.Equal([2.5f, float.NaN, -1f], result.Values<float>("N"));
    }

    [Fact]
    public void Announces_the_type_of_the_key_values()
    {
        var column = ShapeProbe.Announced(
            There("Key", "Number").Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")), _data, "Back");

        Assert.False(column.IsKey);
        Assert.Equal(NumberDataViewType.Single, column.ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, column.Kind);
    }

    [Fact]
    public void A_key_without_values_is_refused()
    {
        var estimator = _ml.Transforms.Conversion.MapKeyToValue("Back", "Bare");

        Assert.Throws<InvalidOperationException>(() => estimator.Fit(_data));
        var announced = Assert.ThrowsAny<ArgumentException>(() => ShapeProbe.Announced(estimator, _data, "Back"));
        Assert.Contains("'Bare'", announced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_key_or_is_missing_is_named()
    {
        var notKey = _ml.Transforms.Conversion.MapKeyToValue("Back", "Text");
        var missing = _ml.Transforms.Conversion.MapKeyToValue("Back", "Nowhere");

        var announced = Assert.Throws<ArgumentOutOfRangeException>(() => ShapeProbe.Announced(notKey, _data, "Back"));
        var fitted = Assert.Throws<ArgumentOutOfRangeException>(() => missing.Fit(_data));

        Assert.Contains("'Text'", announced.Message, StringComparison.Ordinal);
        Assert.Contains("'Nowhere'", fitted.Message, StringComparison.Ordinal);
    }

    private ValueToKeyMappingEstimator There(string output, string input)
        => _ml.Transforms.Conversion.MapValueToKey(output, input);

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = ["", ""];

        [KeyType(2)]
        public uint Bare { get; set; }
    }
}
