using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class NormalizeTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public NormalizeTests()
        => _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { V = [-1, 10, 7], X = 1, D = 0, Open = [1] },
            new Row { V = [2, 20, 7], X = 2, D = 5, Open = [2] },
            new Row { V = [4, 15, 7], X = 3, D = -10, Open = [3] },
        ]);

    [Fact]
    public void Min_max_divides_by_the_largest_magnitude_and_so_keeps_zero()
    {
        var result = _ml.Transforms.NormalizeMinMax("V").Fit(_data).Transform(_data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), result.Schema["V"].Type);
        Close([[-0.25, 0.5, 0], [0.5, 1, 0], [1, 0.75, 0]], result.Vectors("V"));
    }

    [Fact]
    public void Min_max_without_fixed_zero_maps_onto_zero_to_one()
    {
        var result = _ml.Transforms.NormalizeMinMax("V", fixZero: false).Fit(_data).Transform(_data);

        Close([[0, 0, 0], [0.6, 1, 0], [1, 0.5, 0]], result.Vectors("V"));
    }

    [Fact]
    public void Mean_variance_divides_by_the_root_mean_square_and_so_keeps_zero()
    {
        var result = _ml.Transforms.NormalizeMeanVariance("V").Fit(_data).Transform(_data);

        var (first, second) = (Math.Sqrt(21.0 / 3), Math.Sqrt(725.0 / 3));
        Close([[-1 / first, 10 / second, 0], [2 / first, 20 / second, 0], [4 / first, 15 / second, 0]], result.Vectors("V"));
    }

    [Fact]
    public void Mean_variance_without_fixed_zero_centers_by_the_population_deviation()
    {
        var result = _ml.Transforms.NormalizeMeanVariance("V", fixZero: false).Fit(_data).Transform(_data);

        var (mean, first) = (5.0 / 3, Math.Sqrt(21.0 / 3 - 25.0 / 9));
        var second = Math.Sqrt(50.0 / 3);
        Close(
            [[(-1 - mean) / first, -5 / second, 0], [(2 - mean) / first, 5 / second, 0], [(4 - mean) / first, 0, 0]],
            result.Vectors("V"));
    }

    [Fact]
    public void Scalars_of_both_precisions_keep_their_type()
    {
        var pipeline = _ml.Transforms.NormalizeMinMax("X", fixZero: false)
            .Append(_ml.Transforms.NormalizeMeanVariance("Z", "D"));

        var result = pipeline.Fit(_data).Transform(_data);

        Assert.Equal(NumberDataViewType.Single, result.Schema["X"].Type);
        Assert.Equal([0f, 0.5f, 1f], result.Values<float>("X"));
        Assert.Equal(NumberDataViewType.Double, result.Schema["Z"].Type);
        var scale = Math.Sqrt(125.0 / 3);
        Assert.Equal([0, 5 / scale, -10 / scale], result.Values<double>("Z"), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Not_a_number_is_ignored_in_training_and_passed_through()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { X = float.NaN }, new Row { X = -2 }, new Row { X = 1 }]);

        var minMax = _ml.Transforms.NormalizeMinMax("X").Fit(data).Transform(data);
        var meanVariance = _ml.Transforms.NormalizeMeanVariance("X").Fit(data).Transform(data);

        Assert.Equal([float.NaN, -1f, 0.5f], minMax.Values<float>("X"));
        var scale = Math.Sqrt(2.5);
        Assert.Equal([double.NaN, -2 / scale, 1 / scale], meanVariance.Values<float>("X").Select(x => (double)x), Near);
    }

    [Fact]
    public void The_result_is_marked_as_normalized_and_keeps_its_slot_names()
    {
        var pipeline = _ml.Transforms.Concatenate("F", "X", "X").Append(_ml.Transforms.NormalizeMinMax("F"));

        var column = pipeline.Fit(_data).Transform(_data).Schema["F"];

        Assert.Equal(["IsNormalized", "SlotNames"], column.AnnotationKinds());
        Assert.True(column.AnnotationValue<bool>("IsNormalized"));
        Assert.Equal(["X", "X"], column.AnnotationTexts("SlotNames"));
        Assert.Equal(["IsNormalized", "SlotNames"], ShapeProbe.Announced(pipeline, _data, "F").AnnotationKinds());
    }

    [Fact]
    public void The_learned_parameters_can_be_read()
    {
        var transformer = _ml.Transforms.NormalizeMinMax(
            [new InputOutputColumnPair("V"), new InputOutputColumnPair("X")], fixZero: false).Fit(_data);

        var vector = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>>(
            transformer.GetNormalizerModelParameters(0));
        var scalar = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<float>>(
            transformer.GetNormalizerModelParameters(1));

        Assert.Equal([-1f, 10f, 0f], vector.Offset.ToArray());
        Assert.Equal([0.2f, 0.1f, 0f], vector.Scale.ToArray());
        Assert.Equal((1f, 0.5f), (scalar.Offset, scalar.Scale));
        var fixedZero = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>>(
            _ml.Transforms.NormalizeMinMax("V").Fit(_data).GetNormalizerModelParameters(0));
        Assert.Empty(fixedZero.Offset);
        Assert.Throws<ArgumentOutOfRangeException>(() => transformer.GetNormalizerModelParameters(2));
    }

    [Fact]
    public void Training_stops_after_the_given_number_of_rows()
    {
        var result = _ml.Transforms.NormalizeMinMax("X", maximumExampleCount: 2).Fit(_data).Transform(_data);

        Assert.Equal([0.5f, 1f, 1.5f], result.Values<float>("X"));
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.NormalizeMinMax("X", maximumExampleCount: 1));
    }

    [Fact]
    public void Sparse_vectors_stay_sparse_when_zero_is_fixed()
    {
        var pipeline = _ml.Transforms.Categorical.OneHotEncoding("Hot", "X")
            .Append(_ml.Transforms.Concatenate("Wide", "Hot", "Hot", "Hot"))
            .Append(_ml.Transforms.NormalizeMinMax("Fixed", "Wide"))
            .Append(_ml.Transforms.NormalizeMeanVariance("Centered", "Hot", fixZero: false));

        var result = pipeline.Fit(_data).Transform(_data);

        Assert.False(result.FirstVector("Fixed").IsDense);
        Assert.Equal([1, 0, 0, 1, 0, 0, 1, 0, 0], result.Vectors("Fixed")[0]);
        var deviation = Math.Sqrt(2.0) / 3;
        var third = 1.0 / 3;
        Close([[(1 - third) / deviation, -third / deviation, -third / deviation]], [result.Vectors("Centered")[0]]);
    }

    [Fact]
    public void Announces_the_type_of_its_input()
    {
        var vector = ShapeProbe.Announced(_ml.Transforms.NormalizeMinMax("N", "V"), _data, "N");
        var scalar = ShapeProbe.Announced(_ml.Transforms.NormalizeMinMax("N", "D"), _data, "N");

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, vector.Kind);
        Assert.Equal(NumberDataViewType.Single, vector.ItemType);
        Assert.Equal(["IsNormalized"], vector.AnnotationKinds());
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, scalar.Kind);
        Assert.Equal(NumberDataViewType.Double, scalar.ItemType);
    }

    [Theory]
    [InlineData("Nowhere")]
    [InlineData("Text")]
    [InlineData("Open")]
    public void What_cannot_be_normalized_is_named(string column)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => ShapeProbe.Announced(_ml.Transforms.NormalizeMinMax("N", column), _data, "N"));

        Assert.Contains($"'{column}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fitting_without_a_pipeline_checks_too()
    {
        var missing = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Transforms.NormalizeMinMax("N", "Nowhere").Fit(_data));

        Assert.Contains("'Nowhere'", missing.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => _ml.Transforms.NormalizeMeanVariance("N", "Text").Fit(_data));
    }

    private static bool Near(double expected, double actual)
        => expected.Equals(actual) || Math.Abs(expected - actual) < 1e-6;

    private static void Close(double[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
            Assert.Equal(expected[row], actual[row].Select(x => (double)x), Near);
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] V { get; set; } = [0, 0, 0];

        public float X { get; set; }

        public double D { get; set; }

        public float[] Open { get; set; } = [];

        public string Text { get; set; } = "";
    }
}
