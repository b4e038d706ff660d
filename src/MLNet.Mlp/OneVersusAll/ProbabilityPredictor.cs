using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Mlp;

// See NativeModelFormat.
[assembly: LoadableClass(typeof(ProbabilityPredictor), typeof(ProbabilityPredictor), null, typeof(SignatureLoadModel),
    "Multilayer perceptron probability", ProbabilityPredictor.LoaderSignature)]

namespace MLNet.Mlp;

/// <summary>A <see cref="ScorePredictor"/> whose score is the logit of a probability.</summary>
internal sealed class ProbabilityPredictor(Network network)
    : ScorePredictor(network), IDistPredictorProducing<float, float>, IValueMapperDist
{
    public new const string LoaderSignature = "MlpProbability";

    public DataViewType DistType => NumberDataViewType.Single;

    protected override string Signature => LoaderSignature;

    public ValueMapper<TSrc, TDst, TDist> GetMapper<TSrc, TDst, TDist>()
    {
        var score = CreateScorer();
        ValueMapper<VBuffer<float>, float, float> map =
            (in VBuffer<float> features, ref float value, ref float probability) =>
            {
                value = score(in features);
                probability = BinaryOutputs.ProbabilityOf(value);
            };
        return map as ValueMapper<TSrc, TDst, TDist> ?? throw WrongTypes(typeof(TSrc), typeof(TDst), typeof(TDist));
    }

    /// <summary>Found and called by ML.NET; the name and the parameters are prescribed.</summary>
    private static ProbabilityPredictor Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(Load(ctx, LoaderSignature, OutputActivation.Sigmoid));
}
