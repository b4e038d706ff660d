using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class ConcatenateTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public ConcatenateTests()
    {
        _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { A = 1, B = 2, V = [3, 4], Open = [5], Text = "x", Whole = 7, Key = 1 },
            new Row { A = -1, B = -2, V = [-3, -4], Open = [-5, -6], Text = "y", Whole = 8, Key = 2 },
        ]);
    }

    [Fact]
    public void Joins_scalars_and_vectors_in_the_given_order()
    {
        var result = _ml.Transforms.Concatenate("Features", "B", "V", "A").Fit(_data).Transform(_data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 4), result.Schema["Features"].Type);
        Assert.Equal([[2, 3, 4, 1], [-2, -3, -4, -1]], result.Vectors("Features"));
    }

    [Fact]
    public void Names_the_slots_of_scalars_and_leaves_unnamed_vectors_blank()
    {
        var column = _ml.Transforms.Concatenate("Features", "A", "V", "B").Fit(_data).Transform(_data).Schema["Features"];

        Assert.Equal(["SlotNames"], column.AnnotationKinds());
        Assert.Equal(["A", "", "", "B"], column.AnnotationTexts("SlotNames"));
    }

    [Fact]
    public void Prefixes_slot_names_of_vectors_with_their_column()
    {
        var pipeline = _ml.Transforms.Concatenate("Inner", "A", "B")
            .Append(_ml.Transforms.Concatenate("Outer", "Inner", "A"));

        var column = pipeline.Fit(_data).Transform(_data).Schema["Outer"];

        Assert.Equal(["Inner.A", "Inner.B", "A"], column.AnnotationTexts("SlotNames"));
    }

    [Fact]
    public void One_vector_is_passed_through_with_its_annotations()
    {
        var pipeline = _ml.Transforms.Concatenate("Inner", "A", "B").Append(_ml.Transforms.Concatenate("Outer", "Inner"));

        var column = pipeline.Fit(_data).Transform(_data).Schema["Outer"];

        Assert.Equal(["A", "B"], column.AnnotationTexts("SlotNames"));
    }

    [Fact]
    public void One_scalar_becomes_a_vector_of_one()
    {
        var result = _ml.Transforms.Concatenate("Features", "A").Fit(_data).Transform(_data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), result.Schema["Features"].Type);
        Assert.Equal([[1], [-1]], result.Vectors("Features"));
    }

    [Fact]
    public void May_replace_one_of_its_inputs()
    {
        var result = _ml.Transforms.Concatenate("A", "A", "B").Fit(_data).Transform(_data);

        Assert.Equal([[1, 2], [-1, -2]], result.Vectors("A"));
    }

    [Fact]
    public void A_vector_of_unknown_size_makes_the_result_unknown()
    {
        var result = _ml.Transforms.Concatenate("Features", "A", "Open").Fit(_data).Transform(_data);

        var type = Assert.IsType<VectorDataViewType>(result.Schema["Features"].Type);
        Assert.False(type.IsKnownSize);
        Assert.Empty(result.Schema["Features"].AnnotationKinds());
        Assert.Equal([[1, 5], [-1, -5, -6]], result.Vectors("Features"));
    }

    [Fact]
    public void Joins_texts_too()
    {
        var result = _ml.Transforms.Concatenate("Words", "Text", "Text").Fit(_data).Transform(_data);

        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance, 2), result.Schema["Words"].Type);
        Assert.Equal([["x", "x"], ["y", "y"]], result.TextVectors("Words"));
    }

    [Fact]
    public void Is_normalized_only_if_every_input_is()
    {
        var both = _ml.Transforms.NormalizeMinMax("A").Append(_ml.Transforms.NormalizeMinMax("B"))
            .Append(_ml.Transforms.Concatenate("Features", "A", "B"));
        var one = _ml.Transforms.NormalizeMinMax("A").Append(_ml.Transforms.Concatenate("Features", "A", "B"));

        var normalized = both.Fit(_data).Transform(_data).Schema["Features"];
        Assert.True(normalized.AnnotationValue<bool>("IsNormalized"));
        Assert.Equal(["IsNormalized", "SlotNames"], normalized.AnnotationKinds());
        Assert.Equal(["SlotNames"], one.Fit(_data).Transform(_data).Schema["Features"].AnnotationKinds());
        Assert.Equal(["IsNormalized", "SlotNames"], ShapeProbe.Announced(both, _data, "Features").AnnotationKinds());
        Assert.Equal(["SlotNames"], ShapeProbe.Announced(one, _data, "Features").AnnotationKinds());
    }

    [Fact]
    public void Stays_sparse_when_few_values_are_set()
    {
        var pipeline = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Text")
            .Append(_ml.Transforms.Concatenate("Features", "Hot", "Hot"));

        var result = pipeline.Fit(_data).Transform(_data);

        var first = result.FirstVector("Features");
        Assert.False(first.IsDense);
        Assert.Equal([0, 2], first.GetIndices().ToArray());
        Assert.Equal([1, 0, 1, 0], first.DenseValues());
        Assert.Equal([0, 1, 2, 3], result.Schema["Features"].AnnotationVector<int>("CategoricalSlotRanges"));
    }

    [Fact]
    public void Announces_the_column_it_makes()
    {
        var fixedSize = ShapeProbe.Announced(_ml.Transforms.Concatenate("Features", "A", "V"), _data, "Features");
        var open = ShapeProbe.Announced(_ml.Transforms.Concatenate("Features", "A", "Open"), _data, "Features");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, fixedSize.Kind);
        Assert.Equal(NumberDataViewType.Single, fixedSize.ItemType);
        Assert.False(fixedSize.IsKey);
        Assert.Equal(SchemaShape.Column.VectorKind.VariableVector, open.Kind);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var estimator = _ml.Transforms.Concatenate("Features", "A", "Nowhere");

        var applied = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data).Transform(_data));
        var announced = Assert.Throws<ArgumentOutOfRangeException>(() => ShapeProbe.Announced(estimator, _data, "Features"));

        Assert.Contains("'Nowhere'", applied.Message, StringComparison.Ordinal);
        Assert.Contains("'Nowhere'", announced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_types_do_not_mix()
    {
        var estimator = _ml.Transforms.Concatenate("Features", "A", "Whole");

        var applied = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_data).Transform(_data));
        var announced = Assert.Throws<InvalidOperationException>(() => ShapeProbe.Announced(estimator, _data, "Features"));

        Assert.Contains("'Whole'", applied.Message, StringComparison.Ordinal);
        Assert.Contains("'Whole'", announced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_refused_in_a_pipeline()
    {
        var estimator = _ml.Transforms.Concatenate("Features", "Key");

        var error = Assert.Throws<InvalidOperationException>(() => ShapeProbe.Announced(estimator, _data, "Features"));

        Assert.Contains("'Key'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_at_least_one_input()
        => Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("Features"));

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }

        [VectorType(2)]
        public float[] V { get; set; } = [];

        public float[] Open { get; set; } = [];

        public string Text { get; set; } = "";

        public int Whole { get; set; }

        [KeyType(2)]
        public uint Key { get; set; }
    }
}
