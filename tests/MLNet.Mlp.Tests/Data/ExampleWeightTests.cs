using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests.Data;

/// <summary>Weights of rows. The height of the trees stands in for a weight.</summary>
public class ExampleWeightTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void Twice_the_weight_is_twice_the_step(TrainerKind kind)
    {
        var plain = kind.Trainer(_mlContext, o => o.LearningRate = 0.05f).Fit(Weighted(_ => 1)).Bytes();
        Assert.Equal(plain, Train(kind, _ => 1, o => o.LearningRate = 0.05f).Bytes());
        // A factor of 2 is exact in all sums.
        Assert.Equal(plain, Train(kind, _ => 2, o => o.LearningRate = 0.025f).Bytes());
        Assert.NotEqual(plain, Train(kind, tree => tree.IsCedar ? 2 : 1, o => o.LearningRate = 0.05f).Bytes());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Rows_of_bad_weight_are_skipped_and_counted_and_those_of_weight_0_left_out(TrainerKind kind)
    {
        var good = Trees.Rows();
        foreach (var tree in good) tree.Height = 1 + tree.Key;
        var all = new List<Tree>(good);
        all.InsertRange(10, Of(float.NaN, 2));
        all.InsertRange(40, Of(float.PositiveInfinity, 1));
        all.AddRange(Of(-1, 4));
        all.AddRange(Of(0, 3));

        var warnings = _mlContext.Listen(ChannelMessageKind.Warning);
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var trainer = kind.Trainer(_mlContext, o => o.ExampleWeightColumnName = "Height");
        var model = trainer.Fit(_mlContext.LoadTrees(all));
        Assert.Equal(["Skipped 7 rows with a NaN, infinite or negative weight 'Height'."], warnings);
        Assert.Contains("Left out 3 rows whose weight 'Height' is 0.", info);
        Assert.Equal(trainer.Fit(_mlContext.LoadTrees(good)).Bytes(), model.Bytes());

        static IEnumerable<Tree> Of(float weight, int count) => Trees.Rows(count, seed: 3).Select(tree =>
        {
            tree.Height = weight;
            return tree;
        });
    }

    [Fact]
    public void Weights_that_leave_no_row_are_named() =>
        Assert.Equal("No row is left to train on: 0 rows have no label in 'Key', " +
            "150 have no positive and finite weight in 'Height', and 0 have a NaN or infinite value in 'Features'.",
            Assert.Throws<InvalidOperationException>(() => Train(TrainerKind.Multiclass, _ => 0)).Message);

    [Theory]
    [InlineData("Weight", "must be in the data; its columns are Features, Species, Code, Key, IsCedar, Height, Sizes.")]
    [InlineData("Code", "must be Single; got Int32. Try Conversion.ConvertType to make a number Single.")]
    [InlineData("Key", "must be Single; got Key<UInt32>. Try Conversion.ConvertType to make a number Single.")]
    [InlineData("Sizes", "must be Single; got a vector of Single. Try Conversion.ConvertType to make a number Single.")]
    public void The_column_must_be_there_and_hold_numbers(string column, string problem)
    {
        var trees = _mlContext.LoadTrees();
        var trainer = _mlContext.Mlp(o => o.ExampleWeightColumnName = column);
        var message = $"The example weight column '{column}' {problem}";
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(trees)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() =>
            trainer.GetOutputSchema(MLNetInternals.ShapeOf(trees.Schema))).Message);
    }

    [Fact]
    public void The_name_must_not_be_empty() => Assert.Throws<ArgumentException>(
        nameof(MlpOptions.ExampleWeightColumnName), () => _mlContext.Mlp(o => o.ExampleWeightColumnName = ""));

    private MlpTransformer Train(TrainerKind kind, Func<Tree, float> weight, Action<MlpOptions>? change = null) =>
        kind.Trainer(_mlContext, o =>
        {
            o.ExampleWeightColumnName = "Height";
            change?.Invoke(o);
        }).Fit(Weighted(weight));

    private IDataView Weighted(Func<Tree, float> weight)
    {
        var rows = Trees.Rows();
        foreach (var row in rows) row.Height = weight(row);
        return _mlContext.LoadTrees(rows);
    }
}
