using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class MapValueToKeyTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public MapValueToKeyTests()
        => _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { Text = "pear", Number = 2.5f, Flag = true, Words = ["b", "a"] },
            new Row { Text = "Apple", Number = float.NaN, Flag = false, Words = ["", "c"] },
            new Row { Text = "", Number = -1, Flag = true, Words = ["a", "b"] },
            new Row { Text = "pear", Number = 2.5f, Flag = true, Words = ["a", "a"] },
            new Row { Text = "apple", Number = 7, Flag = false, Words = ["c", "b"] },
        ]);

    [Fact]
    public void Numbers_texts_in_order_of_occurrence_and_skips_the_empty_one()
    {
        var result = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Fit(_data).Transform(_data);

        Assert.Equal(new KeyDataViewType(typeof(uint), 3), result.Schema["Label"].Type);
        Assert.Equal([1u, 2u, 0u, 1u, 3u], result.Values<uint>("Label"));
        Assert.Equal(["KeyValues"], result.Schema["Label"].AnnotationKinds());
        Assert.Equal(["pear", "Apple", "apple"], result.Schema["Label"].AnnotationTexts("KeyValues"));
    }

    [Fact]
    public void By_value_sorts_texts_by_character_code()
    {
        var estimator = _ml.Transforms.Conversion.MapValueToKey(
            "Label", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal(["Apple", "apple", "pear"], result.Schema["Label"].AnnotationTexts("KeyValues"));
        Assert.Equal([3u, 1u, 0u, 3u, 2u], result.Values<uint>("Label"));
    }

    [Fact]
    public void Not_a_number_is_missing_and_numbers_are_kept_as_key_values()
    {
        var estimator = _ml.Transforms.Conversion.MapValueToKey(
            "Label", "Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal([-1f, 2.5f, 7f], result.Schema["Label"].AnnotationVector<float>("KeyValues"));
        Assert.Equal([2u, 0u, 1u, 2u, 3u], result.Values<uint>("Label"));
    }

    [Fact]
    public void Truth_values_are_values()
    {
        var result = _ml.Transforms.Conversion.MapValueToKey("Label", "Flag").Fit(_data).Transform(_data);

        Assert.Equal([true, false], result.Schema["Label"].AnnotationVector<bool>("KeyValues"));
        Assert.Equal([1u, 2u, 1u, 1u, 2u], result.Values<uint>("Label"));
    }

    [Fact]
    public void Key_values_can_be_turned_into_text()
    {
        var estimator = _ml.Transforms.Conversion.MapValueToKey("Label", "Number", addKeyValueAnnotationsAsText: true);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal(["2.5", "-1", "7"], result.Schema["Label"].AnnotationTexts("KeyValues"));
        var truth = _ml.Transforms.Conversion.MapValueToKey("Label", "Flag", addKeyValueAnnotationsAsText: true);
        Assert.Equal(["1", "0"], truth.Fit(_data).Transform(_data).Schema["Label"].AnnotationTexts("KeyValues"));
    }

    [Fact]
    public void Maps_each_slot_of_a_vector_with_one_dictionary()
    {
        var result = _ml.Transforms.Conversion.MapValueToKey("Keys", "Words").Fit(_data).Transform(_data);

        Assert.Equal(new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 2), result.Schema["Keys"].Type);
        Assert.Equal(["b", "a", "c"], result.Schema["Keys"].AnnotationTexts("KeyValues"));
        Assert.Equal([[1, 2], [0, 3], [2, 1], [2, 2], [3, 1]], result.Vectors<uint>("Keys"));
    }

    [Fact]
    public void An_unseen_value_is_missing()
    {
        var transformer = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Fit(_data);
        var others = _ml.Data.LoadFromEnumerable([new Row { Text = "plum" }, new Row { Text = "pear" }]);

        Assert.Equal([0u, 1u], transformer.Transform(others).Values<uint>("Label"));
    }

    [Fact]
    public void The_number_of_keys_can_be_limited()
    {
        var estimator = _ml.Transforms.Conversion.MapValueToKey("Label", "Text", maximumNumberOfKeys: 2);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal(["pear", "Apple"], result.Schema["Label"].AnnotationTexts("KeyValues"));
        Assert.Equal([1u, 2u, 0u, 1u, 0u], result.Values<uint>("Label"));
    }

    [Fact]
    public void The_keys_can_be_given()
    {
        var keys = _ml.Data.LoadFromEnumerable([new Word { Text = "apple" }, new Word { Text = "pear" }]);
        var estimator = _ml.Transforms.Conversion.MapValueToKey("Label", "Text", keyData: keys);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal(["apple", "pear"], result.Schema["Label"].AnnotationTexts("KeyValues"));
        Assert.Equal([2u, 0u, 0u, 2u, 1u], result.Values<uint>("Label"));
    }

    [Fact]
    public void Several_columns_are_mapped_at_once()
    {
        var estimator = _ml.Transforms.Conversion.MapValueToKey(
            [new InputOutputColumnPair("Text"), new InputOutputColumnPair("N", "Number")]);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal([1u, 2u, 0u, 1u, 3u], result.Values<uint>("Text"));
        Assert.Equal([1u, 0u, 2u, 1u, 3u], result.Values<uint>("N"));
    }

    [Fact]
    public void Without_values_there_is_one_nameless_key()
    {
        var empty = _ml.Data.LoadFromEnumerable([new Row()]);

        var column = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Fit(empty).Transform(empty).Schema["Label"];

        Assert.Equal(new KeyDataViewType(typeof(uint), 1), column.Type);
        Assert.Empty(column.AnnotationKinds());
    }

    [Fact]
    public void Announces_a_key_with_key_values()
    {
        var scalar = ShapeProbe.Announced(_ml.Transforms.Conversion.MapValueToKey("Label", "Text"), _data, "Label");
        var vector = ShapeProbe.Announced(_ml.Transforms.Conversion.MapValueToKey("Label", "Words"), _data, "Label");

        Assert.True(scalar.IsKey);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, scalar.Kind);
        Assert.Equal(NumberDataViewType.UInt32, scalar.ItemType);
        var values = Assert.Single(scalar.Annotations);
        Assert.Equal("KeyValues", values.Name);
        Assert.Equal(TextDataViewType.Instance, values.ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, vector.Kind);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var estimator = _ml.Transforms.Conversion.MapValueToKey("Label", "Nowhere");

        var fitted = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data));
        var announced = Assert.Throws<ArgumentOutOfRangeException>(() => ShapeProbe.Announced(estimator, _data, "Label"));

        Assert.Contains("'Nowhere'", fitted.Message, StringComparison.Ordinal);
        Assert.Contains("'Nowhere'", announced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_another_type_is_refused_after_training()
    {
        var transformer = _ml.Transforms.Conversion.MapValueToKey("Label", "Text").Fit(_data);
        var numbers = _ml.Data.LoadFromEnumerable([new NumericText { Text = 1 }]);

        Assert.Throws<InvalidOperationException>(() => transformer.Transform(numbers));
    }

    [Fact]
    public void The_limit_must_be_positive()
        => Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Transforms.Conversion.MapValueToKey("Label", "Text", maximumNumberOfKeys: 0).Fit(_data));

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }

        public bool Flag { get; set; }

        [VectorType(2)]
        public string[] Words { get; set; } = ["", ""];
    }

    private sealed class Word
    {
        public string Text { get; set; } = "";
    }

    private sealed class NumericText
    {
        public float Text { get; set; }
    }
}
