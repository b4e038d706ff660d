using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using MLNet.Mlp.Interop;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>
/// How ML.NET's <c>ConvertToOnnx</c> exports a pipeline with a network in it: it walks back from the transformed data
/// as long as the views implement <see cref="ITransformCanSaveOnnx"/>, then asks them in turn for their nodes. A view
/// without that interface ends the walk without an error, and its columns become inputs of the graph.
/// </summary>
internal sealed partial class ScoredDataView : ITransformCanSaveOnnx
{
    IDataView IDataTransform.Source => source;

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx)
    {
        ctx.CheckOpSetVersion(OnnxNetwork.OperatorSet, nameof(MlpTransformer));
        var model = mapper.Model;
        var graph = new OnnxContextGraph(ctx, model.Outputs.Columns);
        var logits = OnnxNetwork.AddLogits(graph, model.Network.Fold(), graph.FeaturesOf(model.FeatureColumnName));
        model.Outputs.AddTo(graph, OnnxNetwork.AddOutputs(graph, model.Network.Output, logits, "outputs"));
    }

    /// <summary>Part of the interface, but called only by ML.NET's command line, which has no way to make such
    /// data.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        $"Scored data cannot be saved as a model. Save the {nameof(MlpTransformer)} that scores it.");
}
