using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Interop;

namespace MLNet.Mlp.Tests.Data;

public class InputColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    /// <summary>What is thrown both when training and when a pipeline is checked beforehand.</summary>
    private string Message<TRow>(IEnumerable<TRow> rows, string label = "Key",
        string features = "Features") where TRow : class
    {
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var trainer = _mlContext.Mlp(o => (o.LabelColumnName, o.FeatureColumnName) = (label, features));
        var fitting = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message;
        var checking = Assert.Throws<ArgumentOutOfRangeException>(() =>
            trainer.GetOutputSchema(MLNetInternals.ShapeOf(data.Schema))).Message;
        Assert.Equal(fitting, checking);
        return fitting;
    }

    [Fact]
    public void Missing_columns_are_named_with_those_there_are()
    {
        Assert.Equal("The feature column 'Feature' must be in the data; its columns are Features, Species, Code, Key, IsCedar, Height, Sizes.",
            Message(Trees.Rows(), features: "Feature"));
        Assert.Equal("The label column 'Label' must be in the data; its columns are Features, Species, Code, Key, IsCedar, Height, Sizes.",
            Message(Trees.Rows(), label: "Label"));
    }

    [Theory]
    [InlineData("Species", "String")]
    [InlineData("Code", "Int32")]
    [InlineData("Features", "a vector of Single")]
    public void Labels_must_be_keys(string label, string type) =>
        Assert.Equal($"The label column '{label}' must be a key (Key<UInt32>); got {type}. Try MapValueToKey to make one.",
            Message(Trees.Rows(), label));

    [Theory]
    [InlineData("Species", "String")]
    [InlineData("Key", "Key<UInt32>")]
    public void Features_must_be_a_vector_of_single(string features, string type) =>
        Assert.Equal($"The feature column '{features}' must be a vector of Single of known size; got {type}. " +
            "Try Concatenate, after converting to Single what is not.", Message(Trees.Rows(), features: features));

    [Fact]
    public void Features_must_not_be_double()
    {
        Assert.Equal("The feature column 'Features' must be a vector of Single of known size; got a vector of Double. " +
            "Try Concatenate, after converting to Single what is not.", Message([new DoubleRow()]));
    }

    [Fact]
    public void Features_must_have_a_known_size()
    {
        Assert.Equal("The feature column 'Features' must be a vector of Single of known size; got a vector of Single of variable size. " +
            "Try [VectorType(size)] on the property that the column is loaded from.", Message([new VariableRow()]));
    }

    [Fact]
    public void A_model_refuses_data_without_its_features()
    {
        var trees = _mlContext.LoadTrees();
        var renamed = _mlContext.Transforms.CopyColumns("Petals", "Features").Fit(trees).Transform(trees);
        var model = _mlContext.Mlp(o => o.FeatureColumnName = "Petals").Fit(renamed);
        AssertRefused(model, trees,
            "The feature column 'Petals' must be in the data; its columns are Features, Species, Code, Key, IsCedar, Height, Sizes.");
    }

    [Fact]
    public void A_model_refuses_features_of_another_size_or_type()
    {
        var model = _mlContext.Mlp().Fit(_mlContext.LoadTrees());
        AssertRefused(model, _mlContext.Data.LoadFromEnumerable([new PairRow()]),
            "The feature column 'Features' must be a vector of 4 Single, as in training; got Vector<Single, 2>.");
        AssertRefused(model, _mlContext.Data.LoadFromEnumerable([new DoubleRow()]),
            "The feature column 'Features' must be a vector of 4 Single, as in training; got Vector<Double, 4>.");
        AssertRefused(model, _mlContext.Data.LoadFromEnumerable([new VariableRow()]),
            "The feature column 'Features' must be a vector of 4 Single, as in training; got Vector<Single>.");
    }

    private static void AssertRefused(MlpTransformer model, IDataView data, string message)
    {
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(data)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputSchema(data.Schema)).Message);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() =>
            model.GetRowToRowMapper(data.Schema)).Message);
    }

    public sealed class DoubleRow
    {
        [VectorType(4)]
        public double[] Features { get; set; } = new double[4];

        [KeyType(3)]
        public uint Key { get; set; }
    }

    public sealed class VariableRow
    {
        public float[] Features { get; set; } = new float[4];

        [KeyType(3)]
        public uint Key { get; set; }
    }

    public sealed class PairRow
    {
        [VectorType(2)]
        public float[] Features { get; set; } = new float[2];
    }
}
