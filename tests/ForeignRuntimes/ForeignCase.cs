using System.Text.Json.Serialization;

namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>An ONNX file and the inputs to run it with.</summary>
/// <param name="Model">The path of the file.</param>
/// <param name="Inputs">By name.</param>
internal sealed record ForeignCase(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("inputs")] IReadOnlyDictionary<string, ForeignTensor> Inputs);
