using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class SplitTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public SplitTests() => _data = _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, 2000).Select(i => new Row { Id = i, Group = i % 50, Name = $"group {i % 50}" }).ToArray());

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Split_gives_every_row_to_one_side_in_proportion(double testFraction)
    {
        var split = _ml.Data.TrainTestSplit(_data, testFraction);
        var (train, test) = (Ids(split.TrainSet), Ids(split.TestSet));

        Assert.Equal(Enumerable.Range(0, 2000), train.Concat(test).Order());
        // Four standard deviations of the binomial count.
        Assert.InRange(test.Length / 2000.0, testFraction - 0.045, testFraction + 0.045);
        Assert.Equal(train.Order(), train);
    }

    [Fact]
    public void Split_is_fixed_by_its_seed()
    {
        var test = Ids(_ml.Data.TrainTestSplit(_data, seed: 3).TestSet);

        Assert.Equal(test, Ids(_ml.Data.TrainTestSplit(_data, seed: 3).TestSet));
        Assert.NotEqual(test, Ids(_ml.Data.TrainTestSplit(_data, seed: 4).TestSet));
        var split = _ml.Data.TrainTestSplit(_data);
        Assert.Equal(Ids(split.TestSet), Ids(split.TestSet));
    }

    [Fact]
    public void Shuffling_does_not_move_rows_to_the_other_side()
    {
        var split = _ml.Data.TrainTestSplit(_ml.Data.Cache(_data), 0.5);
        var shuffled = new List<int>();
        var column = split.TestSet.Schema["Id"];
        using (var cursor = split.TestSet.GetRowCursor([column], new Random(7)))
        {
            var getter = cursor.GetGetter<int>(column);
            while (cursor.MoveNext())
            {
                int id = 0;
                getter(ref id);
                shuffled.Add(id);
            }
        }

        Assert.Equal(Ids(split.TestSet).Order(), shuffled.Order());
    }

    [Fact]
    public void Split_keeps_the_columns()
    {
        var split = _ml.Data.TrainTestSplit(_data);

        Assert.Equal(["Id", "Group", "Name"], split.TrainSet.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
        Assert.Equal(["Id", "Group", "Name"], split.TestSet.Schema.Where(c => !c.IsHidden).Select(c => c.Name));
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("Name")]
    public void Rows_of_one_sampling_key_stay_together(string column)
    {
        var split = _ml.Data.TrainTestSplit(_data, 0.4, samplingKeyColumnName: column);
        int[] train = [.. Ids(split.TrainSet).Select(id => id % 50).Distinct()];
        int[] test = [.. Ids(split.TestSet).Select(id => id % 50).Distinct()];

        Assert.Empty(train.Intersect(test));
        Assert.Equal(50, train.Length + test.Length);
        Assert.NotEmpty(test);
        Assert.NotEmpty(train);
    }

    [Fact]
    public void Folds_partition_the_rows()
    {
        var folds = _ml.Data.CrossValidationSplit(_data, numberOfFolds: 4);

        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 2000), folds.SelectMany(fold => Ids(fold.TestSet)).Order());
        foreach (var fold in folds)
        {
            Assert.Equal(Enumerable.Range(0, 2000), Ids(fold.TrainSet).Concat(Ids(fold.TestSet)).Order());
            Assert.InRange(Ids(fold.TestSet).Length, 400, 600);
        }
    }

    [Fact]
    public void Impossible_splits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(_data, 0).TestSet);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(_data, 1).TestSet);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(_data, 1).Count);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.Data.TrainTestSplit(_data, samplingKeyColumnName: "Missing").TestSet);
        Assert.Contains("Missing", error.Message, StringComparison.Ordinal);
    }

    private static int[] Ids(IDataView data) => [.. data.GetColumn<int>("Id")];

    private sealed class Row
    {
        public int Id { get; set; }

        public int Group { get; set; }

        public string Name { get; set; } = "";
    }
}
