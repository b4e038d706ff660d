using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.Mlp.Persistence;

/// <summary>
/// A network as a safetensors file. The tensors are <c>layers.0.weight</c> (outputSize x inputSize, as in
/// <c>torch.nn.Linear</c>), <c>layers.0.bias</c>, and so on. The file's metadata says that it is such a network, the
/// version of this layout, the architecture, which is what the tensors' shapes do not tell, and a checksum of the
/// values.
/// </summary>
internal static class NetworkFormat
{
    /// <summary>Raised whenever a file written by this code could not be read by the code before it. A new activation is
    /// no reason: old code reads all other networks, and refuses that name by itself.</summary>
    public const int Version = 1;

    private const string FormatKey = "format";
    private const string FormatName = "mlnet-mlp";
    private const string VersionKey = "format_version";
    private const string ArchitectureKey = "architecture";
    private const string ChecksumKey = "sha256";

    private sealed record Architecture(
        [property: JsonPropertyName("activations")] IReadOnlyList<string> Activations,
        [property: JsonPropertyName("output")] string Output);

    private const string SoftmaxOutput = "softmax";

    public static void Write(Network network, Stream stream)
    {
        string[] activations = [.. network.Layers.Select(layer => NameOf(layer.Activation))];
        var architecture = new Architecture(activations, SoftmaxOutput);
        Tensor[] tensors = [.. network.Layers.SelectMany((layer, index) => new[]
        {
            new Tensor(WeightName(index), [layer.OutputSize, layer.InputSize], layer.Weights),
            new Tensor(BiasName(index), [layer.OutputSize], layer.Biases),
        })];
        var metadata = new KeyValuePair<string, string>[]
        {
            new(FormatKey, FormatName),
            new(VersionKey, Version.ToString(CultureInfo.InvariantCulture)),
            new(ArchitectureKey, JsonSerializer.Serialize(architecture)),
            new(ChecksumKey, Checksum(tensors)),
        };
        Safetensors.Write(stream, metadata, tensors);
    }

    /// <exception cref="FormatException">The data is damaged, is something else, or was written by a newer
    /// version.</exception>
    public static Network Read(Stream stream)
    {
        var (metadata, tensors) = Safetensors.Read(stream);
        if (metadata.GetValueOrDefault(FormatKey) != FormatName)
            throw new FormatException(
                "The safetensors data holds no network of MLNet.Mlp: " +
                $"its metadata has no entry '{FormatKey}' = '{FormatName}'.");
        var versionText = metadata.GetValueOrDefault(VersionKey);
        if (!int.TryParse(versionText, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw new FormatException($"The network's '{VersionKey}' must be a positive number; got '{versionText}'.");
        if (version > Version)
            throw new FormatException(
                $"The network was written by a newer version of MLNet.Mlp: its format is {version}, " +
                $"and this version reads up to {Version}. Update MLNet.Mlp to read it.");
        // Other tools that write such files know nothing of the checksum.
        if (metadata.GetValueOrDefault(ChecksumKey) is { } expected && Checksum(tensors.Values) is var actual &&
            actual != expected)
            throw new FormatException(
                $"The network's weights are damaged: their SHA-256 must be {expected}; got {actual}.");

        var architecture = ParseArchitecture(metadata.GetValueOrDefault(ArchitectureKey));
        var layers = architecture.Activations
            .Select((name, index) => ReadLayer(tensors, index, ParseActivation(name)))
            .ToArray();
        if (tensors.Count != 2 * layers.Length)
            throw new FormatException(
                $"The network has {layers.Length} layers, so {2 * layers.Length} tensors; got {tensors.Count}.");
        try
        {
            return new Network(layers);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The layers of the network do not fit together: {e.Message}", e);
        }
    }

    /// <summary>SHA-256, in lower-case hexadecimal, of the bytes of all values in the order of the file.</summary>
    private static string Checksum(IEnumerable<Tensor> tensors)
    {
        using var sha256 = SHA256.Create();
        using (var bytes = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write))
        {
            foreach (var tensor in tensors) TensorValues.Write(bytes, tensor.Values);
        }
        return Convert.ToHexStringLower(sha256.Hash!);
    }

    private static DenseLayer ReadLayer(OrderedDictionary<string, Tensor> tensors, int index, Activation activation)
    {
        var weights = Find(tensors, WeightName(index), dimensions: 2);
        var biases = Find(tensors, BiasName(index), dimensions: 1);
        if (weights.Shape[0] != biases.Shape[0])
            throw new FormatException(
                $"{weights.Name} is {weights.Shape[0]}x{weights.Shape[1]} " +
                $"but {biases.Name} has {biases.Shape[0]} values.");
        var layer = new DenseLayer((int)weights.Shape[1], (int)weights.Shape[0], activation);
        weights.Values.CopyTo(layer.Weights, 0);
        biases.Values.CopyTo(layer.Biases, 0);
        return layer;
    }

    private static Tensor Find(OrderedDictionary<string, Tensor> tensors, string name, int dimensions)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new FormatException($"The network's tensor '{name}' is missing.");
        if (tensor.Values is not float[])
            throw new FormatException($"The network's tensor '{name}' must have the type F32; got F64.");
        if (tensor.Shape.Length != dimensions || tensor.Shape.Any(size => size is < 1 or > int.MaxValue))
            throw new FormatException(
                $"The network's tensor '{name}' must have {dimensions} sizes, each at least 1; " +
                $"got [{string.Join(", ", tensor.Shape)}].");
        if (tensor.Floats.FirstOrDefault(value => !float.IsFinite(value)) is var bad && bad != 0)
            throw new FormatException($"The network's tensor '{name}' must hold finite values; got {bad}.");
        return tensor;
    }

    private static Architecture ParseArchitecture(string? text)
    {
        try
        {
            var architecture = JsonSerializer.Deserialize<Architecture>(text ?? "null");
            if (architecture is not { Activations: not null, Output: SoftmaxOutput })
                throw new FormatException(
                    $"The network's '{ArchitectureKey}' must name the layers' activations " +
                    $"and the output '{SoftmaxOutput}'; got '{text}'.");
            return architecture;
        }
        catch (JsonException e)
        {
            throw new FormatException($"The network's '{ArchitectureKey}' must be JSON; got '{text}'.", e);
        }
    }

    private static string WeightName(int layer) => $"layers.{layer}.weight";

    private static string BiasName(int layer) => $"layers.{layer}.bias";

    private static string NameOf(Activation activation) => activation.ToString().ToLowerInvariant();

    private static Activation ParseActivation(string name)
    {
        var known = Enum.GetValues<Activation>();
        return known.Cast<Activation?>().FirstOrDefault(activation => NameOf(activation!.Value) == name) ??
            throw new FormatException(
                $"The network's activation must be one of {string.Join(", ", known.Select(NameOf))}; got '{name}'.");
    }
}
