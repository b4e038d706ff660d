using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>A tensor on its way to or from a runtime.</summary>
/// <param name="Type">What ONNX Runtime's JavaScript calls the type of its values: float32, int64, bool,
/// string.</param>
/// <param name="Dims">Its sizes.</param>
/// <param name="Data">Its values in row-major order, as JSON. Shortest round-trip numbers lose nothing.</param>
internal sealed record ForeignTensor(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("dims")] long[] Dims,
    [property: JsonPropertyName("data")] JsonElement Data)
{
    public static ForeignTensor Of(float[] values, params long[] dims) =>
        new("float32", dims, JsonSerializer.SerializeToElement(values));

    public static ForeignTensor Of(string[] values, params long[] dims) =>
        new("string", dims, JsonSerializer.SerializeToElement(values));

    public static ForeignTensor Of(bool[] values, params long[] dims) =>
        new("bool", dims, JsonSerializer.SerializeToElement(values));

    /// <summary>The values; a number that is not finite comes as null, which fails here.</summary>
    public T[] Values<T>() => Data.Deserialize<T[]>()!;
}
