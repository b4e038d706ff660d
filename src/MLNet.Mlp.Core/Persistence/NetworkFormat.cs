using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.Mlp.Persistence;

/// <summary>
/// A network as a safetensors file. For layer i, counted from 0, with s weighted sums
/// (<see cref="DenseLayer.SumCount"/>) of n inputs, it holds the tensors, all F32,
/// <list type="bullet">
/// <item><c>layers.{i}.weight</c>, s x n, and <c>layers.{i}.bias</c>, s, as in <c>torch.nn.Linear</c>; of a maxout
/// layer first the first pieces of all units, then their second pieces, and so on;</item>
/// <item>if the layer is normalized, <c>layers.{i}.norm.weight</c>, which is the scale,
/// <c>layers.{i}.norm.running_mean</c> and <c>layers.{i}.norm.running_var</c>, s each, as in
/// <c>torch.nn.BatchNorm1d</c>. The bias of that is <c>layers.{i}.bias</c> here; a linear layer before a normalization
/// needs none of its own.</item>
/// </list>
/// The metadata says that it is such a network, the version of this layout, the architecture, which is what the
/// tensors' shapes do not tell (see <see cref="NetworkArchitecture"/>), and a checksum of the values.
/// </summary>
internal static class NetworkFormat
{
    /// <summary>The newest version of the layout. All versions since 1 are read, for ever. A network is written in the
    /// oldest version that can hold it, so that older code reads all networks it can run: 1 for a softmax over layers
    /// without maxout, normalization and dropout, 2 for all others. The next version comes with the first network that
    /// 2 cannot hold. An activation that needs nothing but its name is no reason: older code refuses that name by
    /// itself, and so it does a network that ends in a hidden layer.</summary>
    public const int Version = 2;

    /// <summary>Enough for ten thousand layers of the longest description. To read a header takes up to some twenty
    /// times its length of memory, and an archive of a few kilobytes can hold one of many megabytes.</summary>
    private const int MaximumHeaderLength = 10_000_000;

    private const string FormatKey = "format";
    private const string FormatName = "mlnet-mlp";
    private const string VersionKey = "format_version";
    private const string ArchitectureKey = "architecture";
    private const string ChecksumKey = "sha256";

    /// <param name="network">A network that <see cref="NetworkTensors.Check"/> accepts.</param>
    /// <param name="stream">Where to write.</param>
    public static void Write(Network network, Stream stream)
    {
        var tensors = NetworkTensors.Of(network);
        var (version, architecture) = NetworkArchitecture.Write(network);
        var metadata = new KeyValuePair<string, string>[]
        {
            new(FormatKey, FormatName),
            new(VersionKey, version.ToString(CultureInfo.InvariantCulture)),
            new(ArchitectureKey, architecture),
            new(ChecksumKey, Checksum(tensors)),
        };
        Safetensors.Write(stream, metadata, tensors, MaximumHeaderLength);
    }

    /// <exception cref="FormatException">The data is damaged, is something else, or was written by a newer
    /// version.</exception>
    public static Network Read(Stream stream)
    {
        var header = Safetensors.ReadHeader(stream, MaximumHeaderLength);
        var metadata = header.Metadata;
        if (metadata.GetValueOrDefault(FormatKey) != FormatName)
            throw new FormatException(
                "The safetensors data holds no network of MLNet.Mlp: " +
                $"its metadata has no entry '{FormatKey}' = '{FormatName}'.");
        var versionText = metadata.GetValueOrDefault(VersionKey);
        if (!int.TryParse(versionText, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw new FormatException(
                $"The network's '{VersionKey}' must be a positive number; got '{Excerpt.Of(versionText)}'.");
        if (version > Version)
            throw new FormatException(
                $"The network was written by a newer version of MLNet.Mlp: its format is {version}, " +
                $"and this version reads up to {Version}. Update MLNet.Mlp to read it.");
        var (layers, output) = NetworkArchitecture.Read(version, metadata.GetValueOrDefault(ArchitectureKey));

        var tensors = Safetensors.ReadValues(stream, header);
        // Other tools that write such files know nothing of the checksum.
        if (metadata.GetValueOrDefault(ChecksumKey) is { } expected && Checksum(tensors.Values) is var actual &&
            actual != expected)
            throw new FormatException(
                $"The network's weights are damaged: their SHA-256 must be {Excerpt.Of(expected)}; got {actual}.");
        return NetworkTensors.ReadNetwork(layers, output, tensors);
    }

    /// <summary>SHA-256, in lower-case hexadecimal, of a text and the bytes of all values in the order of the
    /// file.</summary>
    public static string Checksum(IEnumerable<Tensor> tensors, string text = "")
    {
        using var sha256 = SHA256.Create();
        using (var bytes = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write))
        {
            bytes.Write(Encoding.UTF8.GetBytes(text));
            foreach (var tensor in tensors) TensorValues.Write(bytes, tensor.Values);
        }
        return Convert.ToHexStringLower(sha256.Hash!);
    }
}
