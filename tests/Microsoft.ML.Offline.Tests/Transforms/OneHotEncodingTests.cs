using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class OneHotEncodingTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public OneHotEncodingTests()
        => _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { Color = "red", Number = 3, Tags = ["a", "a"] },
            new Row { Color = "blue", Number = 1, Tags = ["", "b"] },
            new Row { Color = "red", Number = 3, Tags = ["b", "a"] },
            new Row { Color = "green", Number = 2, Tags = ["a", "c"] },
        ]);

    [Fact]
    public void An_indicator_has_a_slot_for_each_value()
    {
        var result = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Color").Fit(_data).Transform(_data);
        var column = result.Schema["Hot"];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), column.Type);
        Assert.Equal([[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]], result.Vectors("Hot"));
        Assert.Equal(["CategoricalSlotRanges", "IsNormalized", "SlotNames"], column.AnnotationKinds());
        Assert.Equal(["red", "blue", "green"], column.AnnotationTexts("SlotNames"));
        Assert.Equal([0, 2], column.AnnotationVector<int>("CategoricalSlotRanges"));
        Assert.True(column.AnnotationValue<bool>("IsNormalized"));
    }

    [Fact]
    public void An_unseen_value_has_no_slot_set()
    {
        var transformer = _ml.Transforms.Categorical.OneHotEncoding("Color").Fit(_data);
        var others = _ml.Data.LoadFromEnumerable([new Row { Color = "pink" }, new Row { Color = "blue" }]);

        Assert.Equal([[0, 0, 0], [0, 1, 0]], transformer.Transform(others).Vectors("Color"));
    }

    [Fact]
    public void Numbers_are_categories_too_and_name_their_slots()
    {
        var estimator = _ml.Transforms.Categorical.OneHotEncoding(
            "Hot", "Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal(["1", "2", "3"], result.Schema["Hot"].AnnotationTexts("SlotNames"));
        Assert.Equal([[0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0]], result.Vectors("Hot"));
    }

    [Fact]
    public void A_vector_gets_an_indicator_for_each_of_its_slots()
    {
        var result = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Tags").Fit(_data).Transform(_data);
        var column = result.Schema["Hot"];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), column.Type);
        Assert.Equal([1, 0, 0, 1, 0, 0], result.Vectors("Hot")[0]);
        Assert.Equal([0, 0, 0, 0, 1, 0], result.Vectors("Hot")[1]);
        Assert.Equal(["[0].a", "[0].b", "[0].c", "[1].a", "[1].b", "[1].c"], column.AnnotationTexts("SlotNames"));
        Assert.Equal([0, 2, 3, 5], column.AnnotationVector<int>("CategoricalSlotRanges"));
    }

    [Fact]
    public void A_bag_counts_the_values_of_a_vector()
    {
        var estimator = _ml.Transforms.Categorical.OneHotEncoding(
            "Bag", "Tags", OneHotEncodingEstimator.OutputKind.Bag);

        var result = estimator.Fit(_data).Transform(_data);
        var column = result.Schema["Bag"];

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), column.Type);
        Assert.Equal([[2, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 1]], result.Vectors("Bag"));
        Assert.Equal(["SlotNames"], column.AnnotationKinds());
        Assert.Equal(["a", "b", "c"], column.AnnotationTexts("SlotNames"));
    }

    [Fact]
    public void A_key_is_the_category_itself()
    {
        var estimator = _ml.Transforms.Categorical.OneHotEncoding(
            "Key", "Color", OneHotEncodingEstimator.OutputKind.Key);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal(new KeyDataViewType(typeof(uint), 3), result.Schema["Key"].Type);
        Assert.Equal([1u, 2u, 1u, 3u], result.Values<uint>("Key"));
        Assert.Equal(["red", "blue", "green"], result.Schema["Key"].AnnotationTexts("KeyValues"));
    }

    [Fact]
    public void Several_columns_are_encoded_at_once()
    {
        var estimator = _ml.Transforms.Categorical.OneHotEncoding(
            [new InputOutputColumnPair("Color"), new InputOutputColumnPair("N", "Number")]);

        var result = estimator.Fit(_data).Transform(_data);

        Assert.Equal([0, 0, 1], result.Vectors("Color")[3]);
        Assert.Equal([0, 1, 0], result.Vectors("N")[1]);
    }

    [Fact]
    public void Announces_a_named_normalized_vector()
    {
        var column = ShapeProbe.Announced(_ml.Transforms.Categorical.OneHotEncoding("Hot", "Number"), _data, "Hot");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(NumberDataViewType.Single, column.ItemType);
        Assert.Equal(["CategoricalSlotRanges", "IsNormalized", "SlotNames"], column.AnnotationKinds());
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Transforms.Categorical.OneHotEncoding("Hot", "Nowhere").Fit(_data));

        Assert.Contains("'Nowhere'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Row
    {
        public string Color { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public string[] Tags { get; set; } = ["", ""];
    }
}
