#if MLNET_ONNX
using Google.Protobuf;
using Microsoft.ML;
#endif

namespace MLNet.Mlp.Conformance.Tests.Downstream;

/// <summary>Pipelines as ONNX graphs. That a graph computes the scores of its model is tested beside the exporter, with
/// ONNX runtimes.</summary>
public class OnnxScenarios : Scenarios
{
    [OnnxScenario, Tasks]
    public void A_pipeline_becomes_a_graph_of_the_same_inputs_and_outputs(LearningTask task) => Run(task, trial =>
    {
#if MLNET_ONNX
        var data = trial.ML.Transforms.SelectColumns("Features", trial.Task.PlainLabel).Fit(trial.Data())
            .Transform(trial.Data());
        var pipeline = trial.ML.Transforms.NormalizeMinMax("Features").Append(trial.Trainer(trial.Task.PlainLabel));
        var model = trial.Fit(pipeline, data);
        using var stream = new MemoryStream();
        trial.ML.Model.ConvertToOnnx(model, data, stream);
        trial.Note("inputs", Values(stream.ToArray(), GraphInput));
        trial.Note("outputs", Values(stream.ToArray(), GraphOutput));
#endif
    });

#if MLNET_ONNX
    // Fields of ModelProto, GraphProto and ValueInfoProto of onnx.proto.
    private const int ModelGraph = 7;
    private const int GraphInput = 11;
    private const int GraphOutput = 12;
    private const int ValueName = 1;
    private const int ValueType = 2;

    /// <summary>The names of a graph's inputs or outputs, and their types as they are encoded.</summary>
    private static IEnumerable<string> Values(byte[] model, int field) =>
        Fields(Fields(model, ModelGraph).Single(), field).Select(value =>
            $"{Fields(value, ValueName).Single().ToStringUtf8()}: " +
            Convert.ToHexString(Fields(value, ValueType).Single().Span)).Order(StringComparer.Ordinal);

    private static List<ByteString> Fields(byte[] message, int field) =>
        Fields(ByteString.CopyFrom(message), field);

    private static List<ByteString> Fields(ByteString message, int field)
    {
        List<ByteString> values = [];
        var input = message.CreateCodedInput();
        while (input.ReadTag() is not 0u and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field) values.Add(input.ReadBytes());
            else input.SkipLastField();
        }
        return values;
    }
#endif
}
