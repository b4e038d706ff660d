using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>The score of the positive class, perhaps its probability, and whether the score is positive.</summary>
internal sealed class BinaryOutputs(bool hasProbability) : ModelOutputs(hasProbability
    ? [_predictedLabel, _score, _probability]
    : [_predictedLabel, _score])
{
    private const string ColumnKind = "BinaryClassification";

    private static readonly OutputColumn _predictedLabel = new OutputColumn<bool>(
        PredictedLabel, BooleanDataViewType.Instance, (outputs, ref value) => value = outputs[0] > 0);

    private static readonly OutputColumn _score =
        new OutputColumn<float>(Score, NumberDataViewType.Single, ReadNumber);

    private static readonly OutputColumn _probability = new OutputColumn<float>(
        Probability, NumberDataViewType.Single, (outputs, ref value) => value = ProbabilityOf(outputs[0]));

    /// <summary>Whether the score is the logit of a probability.</summary>
    public bool HasProbability { get; } = hasProbability;

    /// <summary>The probability whose logit the score is.</summary>
    public static float ProbabilityOf(float score) => 1 / (1 + MathF.Exp(-score));

    public static IEnumerable<SchemaShape.Column> Announce(bool hasProbability)
    {
        const SchemaShape.Column.VectorKind Scalar = SchemaShape.Column.VectorKind.Scalar;
        yield return ScoreAnnotations.Announce(Score, Scalar, NumberDataViewType.Single);
        if (hasProbability)
            yield return ScoreAnnotations.Announce(Probability, Scalar, NumberDataViewType.Single,
                more: ScoreAnnotations.AnnounceIsNormalized());
        yield return ScoreAnnotations.Announce(PredictedLabel, Scalar, BooleanDataViewType.Instance);
    }

    /// <summary>A network that gives the logit, from which the probability follows; not the other way round, as far
    /// from 0.5 the probability says little of the logit.</summary>
    public override Network ForScoring(Network network) => new(network.Layers, OutputActivation.Identity);

    public override void AddTo(IOnnxGraph graph, string outputs)
    {
        graph.AddNode("Identity", Score, [outputs]);
        graph.AddNode("Greater", PredictedLabel, [outputs, graph.AddConstant("zero", 0)]);
        if (HasProbability) graph.AddNode("Sigmoid", Probability, [outputs]);
    }

    protected override DataViewSchema.Annotations Annotate(OutputColumn column, uint setId)
    {
        var annotations = ScoreAnnotations.Create(ColumnKind, column.Name, setId);
        if (column.Name == Probability) ScoreAnnotations.AddIsNormalized(annotations);
        return annotations.ToAnnotations();
    }
}
