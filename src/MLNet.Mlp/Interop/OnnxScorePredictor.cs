using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Trainers;
using MLNet.Mlp.Interop;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>
/// How ML.NET's <c>ConvertToOnnx</c> exports the networks that an <see cref="OneVersusAllTrainer"/> combines: the
/// combined model asks each for its nodes and adds those that compare them; where scores are calibrated, the calibrated
/// model asks. The model of a <see cref="PairwiseCouplingTrainer"/> cannot be exported, whatever it combines.
/// </summary>
internal partial class ScorePredictor : ISingleCanSaveOnnx
{
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    /// <param name="ctx">ML.NET's graph.</param>
    /// <param name="outputNames">The variables to assign. A calibrated model has the score alone; a combined one has a
    /// label, which it does not read, the score, and the probability, which it reads only if there is one.</param>
    /// <param name="featureColumn">The variable of the features: in spite of its name, not the column.</param>
    bool ISingleCanSaveOnnx.SaveAsOnnx(OnnxContext ctx, string[] outputNames, string featureColumn)
    {
        ctx.CheckOpSetVersion(OnnxNetwork.OperatorSet, Signature);
        var graph = new OnnxContextGraph(ctx, columns: []);
        var logits = OnnxNetwork.AddLogits(graph, _network.Fold(), graph.AsMatrix(featureColumn, "features"));
        graph.Assign(outputNames is [_, var score, ..] ? score : outputNames[0], logits);
        if (outputNames is [_, _, var probability] && _network.Output == OutputActivation.Sigmoid)
            graph.Assign(probability, OnnxNetwork.AddOutputs(graph, OutputActivation.Sigmoid, logits, "probability"));
        return true;
    }
}
