using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace MLNet.Mlp;

/// <summary><see cref="MlpBinaryTrainer"/> as those of ML.NET's trainers see it that combine binary ones.</summary>
internal sealed class BinaryPredictorTrainer(IHostEnvironment environment, MlpBinaryTrainer trainer)
    : ITrainerEstimator<BinaryPredictionTransformer<ScorePredictor>, ScorePredictor>
{
    public TrainerInfo Info => trainer.Info;

    public BinaryPredictionTransformer<ScorePredictor> Fit(IDataView input)
    {
        var model = trainer.Fit(input);
        return new(environment, ScorePredictor.Of(model.Model.Network), input.Schema, model.FeatureColumnName);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => trainer.GetOutputSchema(inputSchema);
}
