#if REAL_MLNET // The stand-in has no trainers that combine binary ones.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Tests.Interop;

namespace MLNet.Mlp.Tests.OneVersusAll;

public class OneVersusAllTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private MlpBinaryTrainer Binary(bool hinge, string label = "Key") => _mlContext.BinaryClassification.Trainers.Mlp(
        new MlpBinaryTrainer.Options
        {
            LabelColumnName = label,
            HiddenLayers = [8],
            NumberOfEpochs = 10,
            Seed = 7,
            Loss = hinge ? new Hinge() : new CrossEntropy(),
        });

    private MulticlassClassificationMetrics Evaluate(IDataView scored) =>
        _mlContext.MulticlassClassification.Evaluate(scored, "Key");

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void One_network_for_each_class_learns_all(bool hinge, bool useProbabilities)
    {
        var trainer = _mlContext.MulticlassClassification.Trainers.OneVersusAll(
            binaryEstimator: Binary(hinge), labelColumnName: "Key", useProbabilities: useProbabilities);
        var trees = _mlContext.LoadTrees();
        var model = trainer.Fit(trees);
        Assert.Equal(1, Evaluate(model.Transform(_mlContext.LoadTrees(Trees.Rows(seed: 2)))).MicroAccuracy);
        CheckSaved(model, trees);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_network_for_each_pair_of_classes_learns_all(bool hinge)
    {
        var trainer = _mlContext.MulticlassClassification.Trainers.PairwiseCoupling(
            binaryEstimator: Binary(hinge), labelColumnName: "Key");
        var trees = _mlContext.LoadTrees();
        var model = trainer.Fit(trees);
        Assert.Equal(1, Evaluate(model.Transform(_mlContext.LoadTrees(Trees.Rows(seed: 2)))).MicroAccuracy);
        CheckSaved(model, trees);
    }

    /// <summary>Saves the model, loads it and compares columns and scores bitwise.</summary>
    private void CheckSaved(ITransformer model, IDataView trees)
    {
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, trees.Schema, file);
        file.Position = 0;
        var (before, after) = (model.Transform(trees), new MLContext().Model.Load(file, out _).Transform(trees));
        Assert.Equal(SchemaText.Describe(before.Schema), SchemaText.Describe(after.Schema));
        Assert.Equal(_mlContext.Predictions(before).Bits(), _mlContext.Predictions(after).Bits());
    }

    [Fact]
    public void Probabilities_are_those_of_the_networks_scaled_to_add_up_to_1()
    {
        var trees = _mlContext.LoadTrees();
        var scored = _mlContext.MulticlassClassification.Trainers.OneVersusAll(Binary(hinge: false), "Key")
            .Fit(trees).Transform(trees);
        var expected = new float[3][];
        for (var key = 0; key < 3; key++)
        {
            var rows = Trees.Rows();
            foreach (var tree in rows) tree.IsCedar = tree.Key == key;
            var single = _mlContext.LoadTrees(rows);
            var model = Binary(hinge: false, "IsCedar").Fit(single);
            expected[key] = [.. model.Transform(single).GetColumn<float>("Probability")];
        }
        var row = 0;
        foreach (var score in scored.GetColumn<float[]>("Score"))
        {
            var sum = expected.Sum(probabilities => (double)probabilities[row]);
            for (var key = 0; key < 3; key++) Assert.Equal(expected[key][row] / sum, score[key], tolerance: 1e-6);
            row++;
        }
        Assert.Equal(150, row);
    }

    [Fact]
    public void Columns_are_those_of_another_binary_trainer()
    {
        var trees = _mlContext.LoadTrees();
        var ours = _mlContext.MulticlassClassification.Trainers.OneVersusAll(Binary(hinge: false), "Key");
        var theirs = _mlContext.MulticlassClassification.Trainers.OneVersusAll(
            _mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression("Key"), "Key");
        Assert.Equal(SchemaText.Describe(theirs.Fit(trees).GetOutputSchema(trees.Schema)),
            SchemaText.Describe(ours.Fit(trees).GetOutputSchema(trees.Schema)));
    }

    [Fact]
    public void A_saved_network_that_is_not_binary_is_refused()
    {
        var trees = _mlContext.LoadTrees();
        using var file = new MemoryStream();
        _mlContext.Model.Save(_mlContext.MulticlassClassification.Trainers.OneVersusAll(Binary(hinge: false), "Key")
            .Fit(trees), trees.Schema, file);
        using var other = new MemoryStream();
        NetworkFile.Save(Network.Create(Tree.FeatureCount, [8], 3), other);
        var zip = ModelZip.Change(
            file.ToArray(), $"SubPredictor_001/{ModelZip.NetworkEntry}", _ => other.ToArray());
        var error = Assert.ThrowsAny<Exception>(() => _mlContext.Model.Load(new MemoryStream(zip), out _));
        while (error is not (FormatException or null)) error = error.InnerException;
        Assert.Equal("The network of a binary model must have one output that is Sigmoid; got 3 that are Softmax.",
            error?.Message);
    }

    [Fact]
    public void The_binary_trainer_must_have_the_same_label_column()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            _mlContext.MulticlassClassification.Trainers.OneVersusAll(Binary(hinge: false, "IsCedar"), "Key"));
        Assert.StartsWith("The label column of the binary trainer must be 'Key', that of the classes; got 'IsCedar'.",
            error.Message, StringComparison.Ordinal);
    }
}
#endif
