using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Tests.Training;

public class WarmStartTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static TheoryData<TrainerKind> Kinds => TrainerKinds.All;

    [Theory, MemberData(nameof(Kinds))]
    public void Three_epochs_and_two_more_are_five(TrainerKind kind)
    {
        var data = _mlContext.LoadTrees();
        // Without momentum and a new order there is no state that a warm start would begin anew.
        MlpTrainerBase Trainer(int epochs) => kind.Trainer(_mlContext, o =>
        {
            (o.NumberOfEpochs, o.Optimizer, o.Shuffle) = (epochs, new Sgd(), false);
            // The way to the units of the label and back rounds.
            if (o is MlpRegressionTrainer.Options regression) regression.NormalizeLabel = false;
        });
        var three = Trainer(3).Fit(data);
        var before = three.Bytes();
        var five = Trainer(2).Fit(data, three.Model);
        Assert.Equal(Trainer(5).Fit(data).Bytes(), five.Bytes());
        Assert.Equal(before, three.Bytes());
        Assert.Equal([1, 2], five.Model.TrainingHistory.Select(report => report.Epoch));

        // The same from a model that was saved.
        using var file = new MemoryStream();
        _mlContext.Model.Save(three, data.Schema, file);
        file.Position = 0;
        var loaded = (MlpTransformer)_mlContext.Model.Load(file, out _);
        Assert.Equal(five.Bytes(), Trainer(2).Fit(data, loaded.Model).Bytes());
    }

    [Fact]
    public void Validation_rows_go_with_it()
    {
        var data = _mlContext.LoadTrees();
        var given = _mlContext.Mlp().Fit(data).Model;
        var model = _mlContext.Mlp().Fit(data, _mlContext.LoadTrees(Trees.Rows(seed: 2)), given);
        Assert.All(model.Model.TrainingHistory, report => Assert.NotNull(report.Validation));
    }

    [Fact]
    public void New_data_are_learned_from_where_the_old_ended()
    {
        var first = _mlContext.Mlp(o => o.NumberOfEpochs = 20).Fit(_mlContext.LoadTrees());
        var more = _mlContext.LoadTrees(Trees.Rows(seed: 5));
        var (cold, warm) = (_mlContext.Mlp().Fit(more), _mlContext.Mlp().Fit(more, first.Model));
        Assert.True(warm.Model.TrainingHistory[0].Loss < 0.5 * cold.Model.TrainingHistory[0].Loss);
    }

    [Fact]
    public void The_log_names_the_options_that_the_network_has_its_own_of()
    {
        var data = _mlContext.LoadTrees();
        var given = _mlContext.Mlp().Fit(data).Model;
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        _mlContext.Mlp().Fit(data, given);
        Assert.Contains("Training goes on from the given network, with a new state of the optimizer.", info);

        var model = _mlContext.Mlp(o =>
        {
            o.HiddenLayers = [5, 5];
            o.Activation = Activation.Tanh;
            o.Dropout = 0.5f;
            o.BatchNormalization = true;
            o.WeightInitialization = WeightInitialization.Zeros;
        }).Fit(data, given);
        Assert.Contains("Training goes on from the given network, with a new state of the optimizer. Not used, as " +
            "that network has its own: HiddenLayers, Activation, Dropout, BatchNormalization, WeightInitialization.",
            info);
        Assert.Equal([8, 3], model.Model.Network.Layers.Select(layer => layer.OutputSize));
        Assert.Equal(Activation.ReLU, model.Model.Network.Layers[0].Activation);
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused_with_both_shapes()
    {
        var data = _mlContext.LoadTrees();
        var given = _mlContext.Mlp().Fit(data).Model;
        string Message(MlpTrainerBase trainer, IDataView rows) =>
            Assert.Throws<ArgumentException>("modelParameters", () => trainer.Fit(rows, given)).Message;
        void AssertRefused(string wanted, string message) => Assert.StartsWith(
            $"The given model has 4 inputs and 3 outputs (Softmax) but the training data and the loss want {wanted}.",
            message, StringComparison.Ordinal);

        AssertRefused("4 inputs and 3 outputs (Identity)", Message(_mlContext.Mlp(o => o.Loss = new Hinge()), data));
        AssertRefused("4 inputs and 1 outputs (Sigmoid)", Message(TrainerKind.Binary.Trainer(_mlContext), data));
        AssertRefused("600 inputs and 3 outputs (Softmax)", Message(
            _mlContext.Mlp(), _mlContext.Data.LoadFromEnumerable(Mlp.Tests.Data.MediumRow.Rows(9))));
    }

    [Theory]
    [InlineData(Activation.ReLU)]
    [InlineData(Activation.Maxout)]
    public void A_model_of_features_is_refused(Activation activation)
    {
        var data = _mlContext.LoadTrees();
        var features = _mlContext.Transforms.MlpFeatures("Learned", new MlpRegressionTrainer.Options
        {
            LabelColumnName = "Sizes",
            HiddenLayers = [2],
            Activation = activation,
            NumberOfEpochs = 1,
        }).Fit(data).Model;
        Assert.StartsWith("The given model must predict something; got the features of an MlpFeaturizer.",
            Assert.Throws<ArgumentException>("modelParameters", () =>
                TrainerKind.Regression.Trainer(_mlContext).Fit(data, features)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>("modelParameters", () =>
            _mlContext.Mlp().Fit(_mlContext.LoadTrees(), (MlpModelParameters)null!));
        Assert.Throws<ArgumentNullException>("trainData", () => _mlContext.Mlp().Fit(null!, null, null));
    }
}
