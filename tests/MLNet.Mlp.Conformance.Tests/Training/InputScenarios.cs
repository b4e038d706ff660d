using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Conformance.Tests.Training;

/// <summary>What training takes beside labels and features, and how it keeps the rows.</summary>
public class InputScenarios : Scenarios
{
    private const int ManySlots = 100_000;

    [Scenario, Tasks]
    public void Weights_of_rows_change_the_model(LearningTask task) => Run(task, trial =>
    {
        var data = trial.LabeledData();
        var weighted = trial.Fit(trial.WeightedTrainer("Weight"), data).Transform(data);
        var plain = trial.Fit(trial.Trainer(), data).Transform(data);
        Assert.NotEqual(trial.Bits(plain), trial.Bits(weighted));
        trial.LearnsSomething(weighted);
    });

    [Scenario, Tasks]
    public void Weights_that_are_not_there_are_named(LearningTask task) => Run(task, trial =>
    {
        var error = trial.NoteError("no weights", () => trial.WeightedTrainer("Nowhere").Fit(trial.LabeledData()));
        Assert.Contains("Nowhere", error.Message, StringComparison.Ordinal);
    });

    [Scenario, Tasks]
    public void Weights_of_another_type_are_named(LearningTask task) => Run(task, trial =>
    {
        var error = trial.NoteError("text", () => trial.WeightedTrainer("Soil").Fit(trial.LabeledData()));
        Assert.Contains("Soil", error.Message, StringComparison.Ordinal);
    });

    [Scenario, Tasks]
    public void Rows_of_weight_0_are_as_if_they_were_not_there(LearningTask task) => RunOurs(task, trial =>
    {
        var rows = Plants.Rows();
        rows[4].Weight = rows[77].Weight = 0;
        uint[] Train(IDataView data) => trial.Bits(trial.Ours(options =>
            (options.ExampleWeightColumnName, options.Seed) = ("Weight", 9)).Fit(data).Transform(trial.LabeledData()));
        Assert.Equal(
            Train(trial.LabeledData(rows.Where(row => row.Weight > 0))), Train(trial.LabeledData(rows)));
    });

    [Scenario, Tasks]
    public void A_validation_set_works_within_a_pipeline(LearningTask task) => RunOurs(task, trial =>
    {
        var validation = trial.LabeledData(Plants.Rows(60, seed: 2));
        var chain = trial.MakeLabel().Append(trial.Ours(options => options.ValidationSet = validation))
            .Fit(trial.Data());
        Assert.All(chain.LastTransformer.Model.TrainingHistory, report => Assert.NotNull(report.Validation));
    });

    [Scenario, Tasks]
    public void A_validation_set_can_be_given_to_Fit(LearningTask task) => RunOurs(task, trial =>
    {
        var (train, validation) = (trial.LabeledData(), trial.LabeledData(Plants.Rows(60, seed: 2)));
        var model = trial.Ours(options => options.Seed = 9).Fit(train, validation);
        Assert.All(model.Model.TrainingHistory, report => Assert.NotNull(report.Validation));
        var same = trial.Ours(options => (options.Seed, options.ValidationSet) = (9, validation)).Fit(train);
        Assert.Equal(trial.Bits(same.Transform(train)), trial.Bits(model.Transform(train)));
    });

    [Scenario, Tasks]
    public void Training_can_go_on_from_a_model(LearningTask task) => RunOurs(task, trial =>
    {
        var data = trial.LabeledData();
        var first = trial.Ours(options => options.NumberOfEpochs = 10).Fit(data);
        var more = trial.Ours(options => options.NumberOfEpochs = 10).Fit(data, first.Model);
        Assert.True(more.Model.TrainingHistory[0].Loss < first.Model.TrainingHistory[0].Loss);
        Assert.NotEqual(trial.Bits(first.Transform(data)), trial.Bits(more.Transform(data)));
    });

    [Scenario, Tasks]
    public void Rows_can_be_streamed(LearningTask task) => RunOurs(task, trial =>
    {
        var data = trial.LabeledData();
        var messages = trial.Listen(ChannelMessageKind.Info);
        var model = trial.Ours(options => (options.RowStorage, options.ShuffleBufferRows) = (RowStorage.Stream, 50))
            .Fit(data);
        trial.LearnsSomething(model.Transform(data));
        Assert.Contains(messages, message => message.Contains("stream", StringComparison.OrdinalIgnoreCase));
    });

    [Scenario, Tasks]
    public void A_hundred_thousand_sparse_features_are_learned_from(LearningTask task) => Run(task, trial =>
    {
        var random = new Random(3);
        var rows = Plants.Rows(90).Select(plant =>
        {
            int[] slots = [.. Enumerable.Range(0, 8).Select(_ => random.Next(3, ManySlots)).Append((int)plant.Kind)
                .Distinct().Order()];
            return new SparseRow
            {
                Features = new VBuffer<float>(ManySlots, slots.Length, [.. slots.Select(_ => 1f)], slots),
                Species = plant.Species,
                IsCedar = plant.IsCedar,
                Height = 1 + plant.Kind,
            };
        });
        var data = trial.ML.Data.LoadFromEnumerable(rows.ToList());
        trial.LearnsSomething(trial.Fit(trial.Pipeline(), data).Transform(data));
    });

    [Scenario, Tasks]
    public void Sparse_and_dense_rows_give_nearly_the_same_model(LearningTask task) => RunOurs(task, trial =>
    {
        var data = trial.LabeledData();
        IReadOnlyList<float[]> Train(FeatureStorage storage) => trial.Task.Scores(trial.Ours(options =>
            (options.FeatureStorage, options.Seed) = (storage, 9)).Fit(data).Transform(data));
        // The sums of sparse rows have another order.
        foreach (var (dense, sparse) in Train(FeatureStorage.Dense).Zip(Train(FeatureStorage.Sparse)))
            for (var i = 0; i < dense.Length; i++) Assert.Equal(dense[i], sparse[i], 1e-3f);
    });

    [Scenario, Tasks(LearningTask.Regression)]
    public void A_vector_of_labels_gives_a_vector_of_scores(LearningTask task) => RunOurs(task, trial =>
    {
        var data = trial.ML.Transforms.Concatenate("Both", "Height", "Width").Fit(trial.Data()).Transform(trial.Data());
        var scored = trial.Fit(trial.Trainer("Both"), data).Transform(data);
        Assert.Equal("Vector<Single, 2>", scored.Schema["Score"].Type.ToString());
        var error = scored.GetColumn<float[]>("Both").Zip(scored.GetColumn<float[]>("Score"), (label, score) =>
            Math.Abs(label[0] - score[0]) + Math.Abs(label[1] - score[1])).Average() / 2;
        // Who always says the means is off by about 0.6.
        Assert.InRange(error, 0, 0.3);
    });

    [Scenario, Tasks(LearningTask.Multiclass, LearningTask.Binary)]
    public void Weights_of_classes_change_how_often_they_are_predicted(LearningTask task) => RunOurs(task, trial =>
    {
        var data = trial.LabeledData();
        double Largest(float last) => trial.Task.Scores(trial.Ours(options =>
        {
            options.Seed = 9;
            if (options is MlpTrainer.Options multiclass) multiclass.ClassWeights = ClassWeights.Of(1, 1, last);
            if (options is MlpBinaryTrainer.Options binary) binary.ClassWeights = ClassWeights.Of(1, last);
        }).Fit(data).Transform(data)).Average(row => row[^1]);
        Assert.True(Largest(5) > Largest(1));
    });

    private sealed class SparseRow
    {
        [VectorType(ManySlots)]
        public VBuffer<float> Features { get; set; }

        public string Species { get; set; } = "";

        public bool IsCedar { get; set; }

        public float Height { get; set; }
    }
}
