using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class MapKeyToVectorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_key_becomes_an_indicator_vector()
    {
        var mapped = Map("Key", false);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 6), mapped.Schema["Mapped"].Type);
        Assert.Equal([[0f, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]], mapped.Vectors("Mapped"));
        Assert.Equal([(false, 1), (false, 0)], Densities(mapped));
        Assert.Equal(["CategoricalSlotRanges", "IsNormalized"], mapped.Schema["Mapped"].AnnotationKinds());
    }

    [Fact]
    public void Keys_become_indicators_one_behind_the_other_or_counts()
    {
        Assert.Equal(
            [
                [1f, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0],
                [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
            ],
            Map("Keys", false).Vectors("Mapped"));
        var counts = Map("Keys", true);
        Assert.Equal([[2f, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 1]], counts.Vectors("Mapped"));
        Assert.Equal([(true, 6), (false, 2)], Densities(counts));
    }

    [Fact]
    public void Counts_of_many_keys_are_dense()
    {
        var counts = Map("Many", true);

        Assert.Equal([[2f, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]], counts.Vectors("Mapped"));
        Assert.Equal([(true, 6), (false, 0)], Densities(counts));
    }

    [Fact]
    public void Only_keys_can_be_mapped()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Map("Number", false));
        Assert.Contains("Number", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(bool, int)> Densities(IDataView view) => view.GetColumn<VBuffer<float>>("Mapped")
        .Select(vector => (vector.IsDense, vector.GetValues().Length));

    private IDataView Map(string source, bool outputCountVector)
    {
        var data = _ml.Data.LoadFromEnumerable(
        [
            // Keys in arrays are those of the column, which count from 1; others count from 0.
            new Row { Key = 1, Keys = [1, 3, 1], Many = [1, 2, 3, 1] },
            new() { Key = 9, Keys = [6, 9, 4], Many = [9] },
        ]);
        return _ml.Transforms.Conversion.MapKeyToVector("Mapped", source, outputCountVector).Fit(data).Transform(data);
    }

    private sealed class Row
    {
        [KeyType(6)]
        public uint Key { get; set; }

        [KeyType(6), VectorType(3)]
        public uint[] Keys { get; set; } = [];

        [KeyType(6)]
        public uint[] Many { get; set; } = [];

        public float Number { get; set; }
    }
}
