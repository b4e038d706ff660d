using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Mlp.Persistence;

/// <summary>
/// The JSON that says what the shapes of a network's tensors do not tell. In version 1
/// <code>
/// {"activations":["relu","identity"],"output":"softmax"}
/// </code>
/// and in version 2, whose layers name what they have beside the activation,
/// <code>
/// {"layers":[{"activation":"maxout","pieces":2,"dropout":0.5,"normalization":{"momentum":0.1,"epsilon":1E-05}},
///            {"activation":"identity"}],"output":"sigmoid"}
/// </code>
/// </summary>
internal static class NetworkArchitecture
{
    /// <summary>What version 1 says of the network.</summary>
    private sealed record Version1(
        [property: JsonPropertyName("activations")] IReadOnlyList<string?>? Activations,
        [property: JsonPropertyName("output")] string? Output);

    private sealed record Version2(
        [property: JsonPropertyName("layers")] IReadOnlyList<Layer?>? Layers,
        [property: JsonPropertyName("output")] string? Output);

    /// <summary>What the file says of a layer. Null stands for one piece, no dropout, no normalization.</summary>
    public sealed record Layer(
        [property: JsonPropertyName("activation"), JsonRequired] string? Activation,
        [property: JsonPropertyName("pieces")] int? Pieces = null,
        [property: JsonPropertyName("dropout")] float? Dropout = null,
        [property: JsonPropertyName("normalization")] Normalization? Normalization = null);

    public sealed record Normalization(
        [property: JsonPropertyName("momentum"), JsonRequired] float Momentum,
        [property: JsonPropertyName("epsilon"), JsonRequired] float Epsilon);

    /// <summary>A misspelled name would else be a layer that computes something else than was meant.</summary>
    private static readonly JsonSerializerOptions _strict = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>Returns the oldest version that can hold the network, and what it says of it.</summary>
    public static (int Version, string Json) Write(Network network)
    {
        if (network.Output == OutputActivation.Softmax && network.Layers.All(layer =>
            layer.Activation != Activation.Maxout && layer.Dropout == 0 && layer.Normalization is null))
        {
            string[] activations = [.. network.Layers.Select(layer => NameOf(layer.Activation))];
            return (1, JsonSerializer.Serialize(new Version1(activations, NameOf(network.Output))));
        }
        Layer[] layers = [.. network.Layers.Select(layer => new Layer(
            NameOf(layer.Activation),
            layer.Activation == Activation.Maxout ? layer.Pieces : null,
            layer.Dropout != 0 ? layer.Dropout : null,
            layer.Normalization is { } n ? new Normalization(n.Momentum, n.Epsilon) : null))];
        return (2, JsonSerializer.Serialize(new Version2(layers, NameOf(network.Output)), _strict));
    }

    /// <exception cref="FormatException">The text is not what such a version says of a network.</exception>
    public static (IReadOnlyList<Layer> Layers, OutputActivation Output) Read(int version, string? text)
    {
        if (version == 1)
        {
            var (activations, softmax) = Parse<Version1>(text, JsonSerializerOptions.Default);
            if (activations is null || softmax != NameOf(OutputActivation.Softmax))
                throw Unclear("name the layers' activations and the output 'softmax'", text);
            if (activations.Contains(NameOf(Activation.Maxout)))
                throw Unclear("be of version 2 to name the activation 'maxout'", text);
            return ([.. activations.Select(name => new Layer(name))], OutputActivation.Softmax);
        }
        var (layers, output) = Parse<Version2>(text, _strict);
        if (layers is null || layers.Contains(null) || output is null)
            throw Unclear("name the layers and the output", text);
        return ([.. layers.Select(layer => layer!)], ParseName<OutputActivation>("output", output));
    }

    /// <exception cref="FormatException">There is no activation of that name.</exception>
    public static Activation ParseActivation(string? name) => ParseName<Activation>("activation", name);

    private static T Parse<T>(string? text, JsonSerializerOptions options) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text ?? "null", options) ??
                throw Unclear("name the layers' activations and the output", text);
        }
        catch (JsonException e)
        {
            throw Unclear("be JSON of what this version says of a network", text, e);
        }
    }

    private static FormatException Unclear(string must, string? text, JsonException? inner = null) =>
        new($"The network's 'architecture' must {must}; got '{Excerpt.Of(text)}'." +
            (inner is null ? "" : $" {Excerpt.Of(inner.Message)}"), inner);

    private static string NameOf<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    private static TEnum ParseName<TEnum>(string what, string? name) where TEnum : struct, Enum
    {
        var known = Enum.GetValues<TEnum>();
        foreach (var value in known)
            if (NameOf(value) == name) return value;
        throw new FormatException(
            $"The network's {what} must be one of {string.Join(", ", known.Select(NameOf))}; got " +
            $"'{Excerpt.Of(name)}'.");
    }
}
