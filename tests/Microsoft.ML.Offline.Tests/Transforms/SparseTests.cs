using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

/// <summary>Wide vectors with few values must pass through a pipeline without ever becoming dense.</summary>
public sealed class SparseTests
{
    private const int Width = 100_000;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Sparse_members_are_read_and_written_as_they_are()
    {
        var data = Data();

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, Width), data.Schema["Wide"].Type);
        AssertSparse(data, "Wide", 2);
        var rows = _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false).ToArray();
        Assert.Equal([3, 9_999], rows[1].Wide.GetIndices().ToArray());
        Assert.Equal([1f, -2], rows[1].Wide.GetValues().ToArray());
        Assert.False(rows[1].Wide.IsDense);
    }

    [Fact]
    public void Concatenation_is_sparse_if_at_most_half_is_there()
    {
        var model = _ml.Transforms.Concatenate("Joined", "Number", "Wide", "Dense").Fit(Data());

        var joined = model.Transform(Data());

        Assert.Equal(Width + 4, ((VectorDataViewType)joined.Schema["Joined"].Type).Size);
        AssertSparse(joined, "Joined", 2 + 4);
        var second = joined.GetColumn<VBuffer<float>>("Joined").Skip(1).First();
        Assert.Equal([0, 4, 10_000, Width + 1, Width + 2, Width + 3], second.GetIndices().ToArray());
        Assert.Equal([1f, 1, -2, 7, 8, 9], second.GetValues().ToArray());
        var small = _ml.Transforms.Concatenate("Small", "Number", "Dense").Fit(Data()).Transform(Data());
        Assert.All(small.GetColumn<VBuffer<float>>("Small"), vector => Assert.True(vector.IsDense));
    }

    [Fact]
    public void Normalization_that_keeps_zero_keeps_vectors_sparse()
    {
        var data = Data();
        IEstimator<ITransformer>[] normalizers =
        [
            _ml.Transforms.NormalizeMinMax("Normalized", "Wide"),
            _ml.Transforms.NormalizeMeanVariance("Normalized", "Wide"),
        ];

        // The first of the two slots is the same in all rows, so it is scaled to zero.
        foreach (var normalizer in normalizers)
            AssertSparse(normalizer.Fit(data).Transform(data), "Normalized", 1);
        var scaled = normalizers[0].Fit(data).Transform(data).FirstVector("Normalized");
        Assert.Equal([9_998], scaled.GetIndices().ToArray());
        Assert.Equal([-1f], scaled.GetValues().ToArray());
    }

    [Theory]
    [InlineData("0 0 0 0 0 0", true)]
    [InlineData("1 0 0 0 0 0", true)]
    [InlineData("1 2 0 0 0 0", true)]
    [InlineData("1 2 3 0 0 0", false)]
    [InlineData("1 2 3 4 5 6", false)]
    [InlineData("0 0 0 0 0", true)]
    [InlineData("0 1 0 0 0", true)]
    [InlineData("0 1 0 1 0", false)]
    [InlineData("0 0", true)]
    [InlineData("1 0", false)]
    [InlineData("0", true)]
    [InlineData("1", false)]
    public void Normalized_vectors_are_sparse_if_less_than_half_is_not_zero(string row, bool isSparse)
    {
        float[] values = [.. row.Split(' ').Select(float.Parse)];
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Dense"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, values.Length);
        float[] ones = [.. values.Select(_ => 10f)];
        var data = _ml.Data.LoadFromEnumerable(
            new[] { new Row { Dense = values }, new() { Dense = ones }, new() { Dense = new float[ones.Length] } },
            definition);
        var kept = _ml.Transforms.NormalizeMinMax("Normalized", "Dense").Fit(data).Transform(data);
        var moved = _ml.Transforms.NormalizeMinMax("Normalized", "Dense", fixZero: false).Fit(data).Transform(data);

        Assert.Equal(isSparse, !kept.FirstVector("Normalized").IsDense);
        Assert.Equal(isSparse, !moved.FirstVector("Normalized").IsDense);
        Assert.Equal(values.Select(value => value * (1 / 10f)), kept.Vectors("Normalized")[0]);
    }

    [Fact]
    public void One_hot_vectors_have_one_value_or_none()
    {
        var data = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 300).Select(i => new Row { Number = i, Text = i == 7 ? "" : $"word {i}" }).ToArray());

        var encoded = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Text").Fit(data).Transform(data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 299), encoded.Schema["Hot"].Type);
        var counts = encoded.GetColumn<VBuffer<float>>("Hot")
            .Select(vector => (vector.IsDense, vector.GetValues().Length, vector.Length)).ToArray();
        Assert.Equal((false, 1, 299), counts[0]);
        Assert.Equal((false, 0, 299), counts[7]);
    }

    [Fact]
    public void Caches_shuffles_and_filters_keep_vectors_sparse()
    {
        AssertSparse(_ml.Data.Cache(Data()), "Wide", 2);
        AssertSparse(_ml.Data.ShuffleRows(Data()), "Wide", 2);
        AssertSparse(_ml.Data.FilterRowsByMissingValues(Data(), "Wide"), "Wide", 2);
        AssertSparse(_ml.Transforms.CopyColumns("Copy", "Wide").Fit(Data()).Transform(Data()), "Copy", 2);
    }

    [Fact]
    public void A_prediction_engine_takes_and_gives_sparse_vectors()
    {
        var model = _ml.Transforms.Concatenate("Wide", "Wide").Fit(Data());
        using var engine = _ml.Model.CreatePredictionEngine<Row, Row>(model);

        var result = engine.Predict(new Row { Wide = new(Width, 1, [5f], [77]) });

        Assert.False(result.Wide.IsDense);
        Assert.Equal([77], result.Wide.GetIndices().ToArray());
    }

    private static void AssertSparse(IDataView view, string column, int count) => Assert.All(
        view.GetColumn<VBuffer<float>>(column).Select(vector => (vector.IsDense, vector.GetValues().Length)),
        seen => Assert.Equal((false, count), seen));

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new Row
    {
        Number = i,
        Dense = [7, 8, 9],
        Wide = new(Width, 2, [1, -2], [3, 9_998 + i]),
    }).ToArray());

    private sealed class Row
    {
        public float Number { get; set; }

        [VectorType(3)]
        public float[] Dense { get; set; } = [0, 0, 0];

        [VectorType(Width)]
        public VBuffer<float> Wide { get; set; }

        public string Text { get; set; } = "";
    }
}
