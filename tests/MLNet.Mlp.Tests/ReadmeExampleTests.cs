using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests;

/// <summary>The examples of README.md, word for word.</summary>
public sealed partial class ReadmeExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("readme").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_classes_with_weights_of_rows()
    {
        var (ml, train, _, test) = House.Sales();

        // README
        var preparation = ml.Transforms.Categorical.OneHotEncoding("City")
            .Append(ml.Transforms.NormalizeMeanVariance("Area"))
            .Append(ml.Transforms.Concatenate("Features", "Area", "City"));
        var pipeline = preparation.Append(ml.BinaryClassification.Trainers.Mlp(
            labelColumnName: "IsSold", exampleWeightColumnName: "Weight"));
        var metrics = ml.BinaryClassification.Evaluate(pipeline.Fit(train).Transform(test), labelColumnName: "IsSold");
        // end of README

        Assert.InRange(metrics.AreaUnderRocCurve, 0.95, 1);
    }

    [Fact]
    public void Numbers_with_a_validation_set_in_the_pipeline()
    {
        var (ml, train, validation, test) = House.Sales();
        var preparation = House.Preparation(ml);

        // README
        var pipeline = preparation.Append(ml.Regression.Trainers.Mlp(new MlpRegressionTrainer.Options
        {
            LabelColumnName = "Price",
            NumberOfEpochs = 200,
            ValidationSet = preparation.Fit(train).Transform(validation),
        }));
        var model = pipeline.Fit(train);
        foreach (var epoch in model.LastTransformer.Model.TrainingHistory)
            Console.WriteLine($"{epoch.Epoch}: {epoch.Loss}, validation {epoch.Validation!.Loss}");
        // end of README

        Assert.InRange(ml.Regression.Evaluate(model.Transform(test), "Price").RSquared, 0.95, 1);
        Assert.InRange(model.LastTransformer.Model.TrainingHistory.Count, 2, 199);
    }

    [Fact]
    public void New_rows_for_a_model_that_there_is()
    {
        var saved = Path.Combine(_folder, "model.zip");
        var (ml, train, newRows, test) = House.Sales();
        var preparation = House.Preparation(ml);

        // README
        var prepared = preparation.Fit(train);
        var trainer = ml.Regression.Trainers.Mlp(labelColumnName: "Price");
        var first = trainer.Fit(prepared.Transform(train));
        var second = trainer.Fit(prepared.Transform(newRows), first.Model);
        ml.Model.Save(prepared.Append(second), train.Schema, saved);
        // end of README

        var scored = ml.Model.Load(saved, out _).Transform(test);
        Assert.InRange(ml.Regression.Evaluate(scored, "Price").RSquared, 0.95, 1);
    }

    [Fact]
    public void One_prediction_after_another()
    {
        var saved = Path.Combine(_folder, "model.zip");
        var (ml, train, _, _) = House.Sales();
        var model = House.Preparation(ml).Append(ml.Regression.Trainers.Mlp("Price")).Fit(train);
        ml.Model.Save(model, train.Schema, saved);

        // README
        var loaded = ml.Model.Load(saved, out _);
        using var engine = ml.Model.CreatePredictionEngine<House, HousePrice>(loaded);
        var price = engine.Predict(new House { City = "Ulm", Area = 120 }).Score;
        // end of README

        Assert.InRange(price, 400_000, 560_000);
    }

#if REAL_MLNET // The stand-in cannot make features of texts, and has no trainer of this kind.
    [Fact]
    public void Texts()
    {
        var (ml, train, _, test) = House.Sales();

        // README
        var pipeline = ml.Transforms.Text.FeaturizeText("Features", "Description")
            .Append(ml.BinaryClassification.Trainers.Mlp(new MlpBinaryTrainer.Options
            {
                LabelColumnName = "IsSold",
                Optimizer = new Adam(),
                LearningRate = 0.001f,
                ValidationFraction = 0.1f,
            }));
        // end of README

        var scored = pipeline.Fit(train).Transform(test);
        Assert.InRange(ml.BinaryClassification.Evaluate(scored, "IsSold").AreaUnderRocCurve, 0.95, 1);
    }

    [Fact]
    public void Learned_features_for_another_trainer()
    {
        var (ml, train, _, test) = House.Sales();
        var preparation = House.Preparation(ml);

        // README
        var network = new MlpBinaryTrainer.Options { LabelColumnName = "IsSold", HiddenLayers = [64, 16] };
        var pipeline = preparation.Append(ml.Transforms.MlpFeatures("Learned", network))
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsSold", featureColumnName: "Learned"));
        // end of README

        var scored = pipeline.Fit(train).Transform(test);
        Assert.InRange(ml.BinaryClassification.Evaluate(scored, "IsSold").AreaUnderRocCurve, 0.95, 1);
    }
#endif

#if MLNET_ONNX
    [Fact]
    public void Export_to_ONNX()
    {
        var exported = Path.Combine(_folder, "model.onnx");
        var (ml, train, _, _) = House.Sales();
        var model = House.Preparation(ml).Append(ml.Regression.Trainers.Mlp("Price")).Fit(train);

        // README
        using (var file = File.Create(exported)) ml.Model.ConvertToOnnx(model, train, file);
        // end of README

        Assert.NotEqual(0, new FileInfo(exported).Length);
    }
#endif

    [Fact]
    public void The_readme_shows_each_of_them()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadmeExampleTests.cs"));
        var readme = WithoutSpace(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")));
        var examples = Example().Matches(source).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(7, examples.Count);
        Assert.All(examples, example => Assert.Contains(
            WithoutSpace(example
                .Replace("saved", "\"model.zip\"", StringComparison.Ordinal)
                .Replace("exported", "\"model.onnx\"", StringComparison.Ordinal)),
            readme,
            StringComparison.Ordinal));
    }

    [GeneratedRegex(@"// README\r?\n(.*?)// end of README\r?\n", RegexOptions.Singleline)]
    private static partial Regex Example();

    private static string WithoutSpace(string text) => Space().Replace(text, "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private sealed class House
    {
        private static readonly string[] _cities = ["Bonn", "Kiel", "Ulm"];

        public string City { get; set; } = "";

        public float Area { get; set; }

        public string Description { get; set; } = "";

        public float Weight { get; set; }

        public float Price { get; set; }

        public bool IsSold { get; set; }

        public static (MLContext Ml, IDataView Train, IDataView Validation, IDataView Test) Sales()
        {
            var ml = new MLContext(seed: 1);
            return (ml, Load(600, seed: 1), Load(300, seed: 2), Load(300, seed: 3));

            IDataView Load(int count, int seed)
            {
                var random = new Random(seed);
                return ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(_ => Any(random)).ToList());
            }
        }

        public static EstimatorChain<ColumnConcatenatingTransformer> Preparation(MLContext ml) =>
            ml.Transforms.Categorical.OneHotEncoding("City")
                .Append(ml.Transforms.NormalizeMeanVariance("Area"))
                .Append(ml.Transforms.Concatenate("Features", "Area", "City"));

        /// <summary>A square meter costs 2000, 3000 or 4000 by city; what costs less than half a million
        /// sells.</summary>
        private static House Any(Random random)
        {
            var city = random.Next(_cities.Length);
            var area = random.Next(40, 250);
            var price = area * (2000 + 1000 * city);
            return new House
            {
                City = _cities[city],
                Area = area,
                Price = price,
                IsSold = price < 500_000,
                Weight = random.Next(1, 3),
                Description = $"{area} square meters, {(price < 500_000 ? "a bargain" : "for those who can")}",
            };
        }
    }

    private sealed class HousePrice
    {
        public float Score { get; set; }
    }
}
