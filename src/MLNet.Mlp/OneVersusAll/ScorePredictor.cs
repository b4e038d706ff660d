using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNet.Mlp;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Interop;

// See NativeModelFormat.
[assembly: LoadableClass(typeof(ScorePredictor), typeof(ScorePredictor), null, typeof(SignatureLoadModel),
    "Multilayer perceptron score", ScorePredictor.LoaderSignature)]

namespace MLNet.Mlp;

/// <summary>A binary network as a function from a vector of features to a score: what ML.NET combines into models of
/// several classes.</summary>
internal partial class ScorePredictor : IPredictorProducing<float>, IValueMapper, ICanSaveModel
{
    public const string LoaderSignature = "MlpScore";

    /// <summary>Raised whenever a model written by this code could not be read by the code before it.</summary>
    public const uint Version = 0x00010001;

    private readonly Network _network;
    private readonly IScorer _scorer;

    protected ScorePredictor(Network network)
    {
        _network = network;
        InputType = new VectorDataViewType(NumberDataViewType.Single, network.InputSize);
        _scorer = new SimdBackend().CreateScorer(
            new BinaryOutputs(network.Output == OutputActivation.Sigmoid).ForScoring(network));
    }

    public PredictionKind PredictionKind => PredictionKind.BinaryClassification;

    public DataViewType InputType { get; }

    public DataViewType OutputType => NumberDataViewType.Single;

    /// <summary>The name under which ML.NET finds what loads this class.</summary>
    protected virtual string Signature => LoaderSignature;

    /// <summary>A predictor of the network's score, and of its probability if there is one.</summary>
    public static ScorePredictor Of(Network network) => network.Output == OutputActivation.Sigmoid
        ? new ProbabilityPredictor(network)
        : new ScorePredictor(network);

    public ValueMapper<TSrc, TDst> GetMapper<TSrc, TDst>()
    {
        var score = CreateScorer();
        ValueMapper<VBuffer<float>, float> map =
            (in VBuffer<float> features, ref float value) => value = score(in features);
        return map as ValueMapper<TSrc, TDst> ?? throw WrongTypes(typeof(TSrc), typeof(TDst));
    }

    public void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(VersionInfo(Signature));
        NetworkEntry.Save(_network, context);
    }

    /// <summary>A function with memory of its own, for one thread at a time.</summary>
    protected RowScorer CreateScorer()
    {
        var (dense, score) = (new float[_network.InputSize], new float[1]);
        return (in VBuffer<float> features) =>
        {
            features.CopyTo(dense);
            _scorer.Score(dense, score);
            return score[0];
        };
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">The model is damaged, or was written by a newer version.</exception>
    protected static Network Load(ModelLoadContext context, string signature, OutputActivation output)
    {
        NetworkEntry.CheckVersion(context, Version);
        context.CheckAtModel(VersionInfo(signature));
        var network = NetworkEntry.Load(context);
        if (network.OutputSize != 1 || network.Output != output)
            throw new FormatException(
                $"The network of a binary model must have one output that is {output}; got {network.OutputSize} that " +
                $"are {network.Output}.");
        return network;
    }

    protected static NotSupportedException WrongTypes(params IEnumerable<Type> types) =>
        new($"A network maps a vector of Single to Single; got {string.Join(", ", types.Select(type => type.Name))}.");

    /// <summary>Found and called by ML.NET; the name and the parameters are prescribed.</summary>
    private static ScorePredictor Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(Load(ctx, LoaderSignature, OutputActivation.Identity));

    private static VersionInfo VersionInfo(string signature) => new(
        modelSignature: "MLPBINRY",
        verWrittenCur: Version,
        verReadableCur: Version,
        verWeCanReadBack: Version,
        loaderAssemblyName: typeof(ScorePredictor).Assembly.GetName().FullName,
        loaderSignature: signature);

    protected delegate float RowScorer(in VBuffer<float> features);
}
