using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests.Scoring;

public class OutputColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static TheoryData<string> Labels => ["Species", "Code", "Key"];

    /// <summary>The trees with one of their columns made the key column Label.</summary>
    private IDataView WithLabel(string source)
    {
        var trees = _mlContext.LoadTrees();
        return source == "Key"
            ? _mlContext.Transforms.CopyColumns("Label", source).Fit(trees).Transform(trees)
            : _mlContext.Transforms.Conversion.MapValueToKey("Label", source).Fit(trees).Transform(trees);
    }

    [Theory, MemberData(nameof(Labels))]
    public void Announced_columns_are_those_of_the_trained_model(string source)
    {
        var data = WithLabel(source);
        var trainer = _mlContext.Mlp(o => o.LabelColumnName = "Label");
        var announced = trainer.GetOutputSchema(MLNetInternals.ShapeOf(data.Schema));
        var trained = MLNetInternals.ShapeOf(trainer.Fit(data).Transform(data).Schema);
        Assert.Equal(SchemaText.Describe(trained), SchemaText.Describe(announced));
    }

    [Theory]
    [InlineData("Species", "KeyValues: Vector<String, 3> = ash,birch,cedar; ",
        "SlotNames: Vector<String, 3> = ash,birch,cedar; TrainingLabelValues: Vector<String, 3> = ash,birch,cedar")]
    [InlineData("Code", "KeyValues: Vector<Int32, 3> = 10,20,30; ", "TrainingLabelValues: Vector<Int32, 3> = 10,20,30")]
    [InlineData("Key", "", "")]
    public void Columns_carry_type_and_annotations(string source, string ofPredictedLabel, string ofScore)
    {
        var data = WithLabel(source);
        var schema = _mlContext.Mlp(o => o.LabelColumnName = "Label").Fit(data).GetOutputSchema(data.Schema);

        Assert.Equal(data.Schema.Count + 2, schema.Count);
        Assert.Equal([.. data.Schema.Select(c => c.Name), "PredictedLabel", "Score"], schema.Select(c => c.Name));
        Assert.Equal(
            "PredictedLabel: Key<UInt32, 0-2> [" + ofPredictedLabel + "ScoreColumnKind: String = MulticlassClassification; " +
            "ScoreColumnSetId: Key<UInt32, 0-2147483646> = 1; ScoreValueKind: String = PredictedLabel]",
            SchemaText.Describe(schema)[^2]);
        var common = "ScoreColumnKind: String = MulticlassClassification; " +
            "ScoreColumnSetId: Key<UInt32, 0-2147483646> = 1; ScoreValueKind: String = Score";
        var parts = new[] { common }.Concat(ofScore.Split("; ",
            StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal);
        Assert.Equal("Score: Vector<Single, 3> [" + string.Join("; ", parts) + "]", SchemaText.Describe(schema)[^1]);
    }

    [Fact]
    public void Margins_of_which_one_is_NaN_have_no_largest()
    {
        var column = Assert.IsType<OutputColumn<uint>>(new MulticlassOutputs(3, null).Columns[0]);
        uint KeyOf(params float[] margins)
        {
            uint key = 0;
            ((ValueGetter<uint>)column.CreateGetter(new Scores(margins)))(ref key);
            return key;
        }
        Assert.Equal(2u, KeyOf(1, float.PositiveInfinity, 3));
        // Of infinite features some margins may be infinite and others not a number.
        Assert.Equal(0u, KeyOf(float.PositiveInfinity, float.NaN, 1));
        Assert.Equal(0u, KeyOf(float.NaN, 1, 2));
    }

    private sealed class Scores(float[] scores) : IRowScores
    {
        public ReadOnlySpan<float> Current => scores;
    }

    [Fact]
    public void Each_model_of_a_chain_has_its_own_set_of_columns()
    {
        var data = WithLabel("Species");
        var first = _mlContext.Mlp(o => o.LabelColumnName = "Label").Fit(data).Transform(data);
        var second = _mlContext.Mlp(o => o.LabelColumnName = "Label").Fit(first).Transform(first);
        var ids = second.Schema.Where(c => c.Name is "Score" or "PredictedLabel").Select(column =>
        {
            uint id = 0;
            column.Annotations.GetValue("ScoreColumnSetId", ref id);
            return id;
        });
        Assert.Equal([1u, 1u, 2u, 2u], ids);
    }

    [Fact]
    public void Values_that_are_not_one_for_each_key_are_left_out()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] two = ["a".AsMemory(), "b".AsMemory()];
        annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, two.Length),
            (ref VBuffer<ReadOnlyMemory<char>> destination) => destination = new(two.Length, two));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Label", new KeyDataViewType(typeof(uint), 3), annotations.ToAnnotations());
        Assert.Null(LabelValues.Of(schema.ToSchema()["Label"]));
    }

    [Fact]
    public void Trainer_asks_for_normalized_features_and_no_cache()
    {
        var info = _mlContext.Mlp().Info;
        Assert.True(info.NeedNormalization);
        Assert.False(info.WantCaching);
    }

    [Fact]
    public void A_pipeline_can_map_the_prediction_back_before_and_after_training()
    {
        var data = _mlContext.LoadTrees();
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label"))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedSpecies", "PredictedLabel"));

        var announced = pipeline.GetOutputSchema(MLNetInternals.ShapeOf(data.Schema));
        Assert.Contains(announced, column => column.Name == "PredictedSpecies" && column.ItemType is TextDataViewType);

        var scored = pipeline.Fit(data).Transform(data);
        Assert.Equal(Trees.Rows().Select(tree => tree.Species), scored.GetColumn<string>("PredictedSpecies"));
    }

#if REAL_MLNET
    // The stand-in's MapValueToKey takes no keys.
    [Fact]
    public void Keys_that_stand_for_keys_lose_their_values_as_announced()
    {
        var keys = _mlContext.LoadTrees();
        var data = _mlContext.Transforms.Conversion.MapValueToKey("Twice", "Key").Fit(keys).Transform(keys);
        Assert.IsType<KeyDataViewType>(((VectorDataViewType)data.Schema["Twice"].Annotations.Schema["KeyValues"].Type).ItemType);

        var trainer = _mlContext.Mlp(o => o.LabelColumnName = "Twice");
        var trained = trainer.Fit(data).GetOutputSchema(data.Schema);
        Assert.Null(trained["PredictedLabel"].Annotations.Schema.GetColumnOrNull("KeyValues"));
        Assert.Equal(
            SchemaText.Describe(MLNetInternals.ShapeOf(trained)),
            SchemaText.Describe(trainer.GetOutputSchema(MLNetInternals.ShapeOf(data.Schema))));
    }

    [Theory, MemberData(nameof(Labels))]
    public void Columns_are_announced_as_by_a_built_in_trainer(string source)
    {
        var shape = MLNetInternals.ShapeOf(WithLabel(source).Schema);
        var builtIn = _mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        var ours = _mlContext.Mlp(o => o.LabelColumnName = "Label");
        Assert.Equal(SchemaText.Describe(builtIn.GetOutputSchema(shape)), SchemaText.Describe(ours.GetOutputSchema(shape)));
    }

    [Theory, MemberData(nameof(Labels))]
    public void Columns_are_those_of_a_built_in_trainer(string source)
    {
        var data = WithLabel(source);
        var builtIn = _mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data);
        var ours = _mlContext.Mlp(o => o.LabelColumnName = "Label").Fit(data);
        Assert.Equal(SchemaText.Describe(builtIn.GetOutputSchema(data.Schema)),
            SchemaText.Describe(ours.GetOutputSchema(data.Schema)));

        // And once more after another model. The built-in one then puts columns of the same name side by side.
        var (afterBuiltIn, afterOurs) = (builtIn.Transform(data), ours.Transform(data));
        Assert.Equal(
            SchemaText.Describe(builtIn.GetOutputSchema(afterOurs.Schema)).Order(StringComparer.Ordinal),
            SchemaText.Describe(ours.GetOutputSchema(afterBuiltIn.Schema)).Order(StringComparer.Ordinal));
    }
#endif
}
