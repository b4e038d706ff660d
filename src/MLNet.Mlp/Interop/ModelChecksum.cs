using System.Security.Cryptography;
using System.Text;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Interop;

/// <summary>
/// A SHA-256 behind what a <c>Model.key</c> says of a model, of that and of the network's architecture. The network's
/// own checksum is of its values only, and no one looks at those of the zip: a bit that fell over would give a class
/// another name.
/// </summary>
internal static class ModelChecksum
{
    /// <summary>Writes a description, then the checksum.</summary>
    public static void WriteDescription(BinaryWriter writer, Network network, Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var description = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true)) write(description);
        writer.Write(bytes.ToArray());
        writer.Write(Of(bytes.ToArray(), network));
    }

    /// <summary>Reads a description, then the checksum, from a stream that can be sought in.</summary>
    /// <exception cref="FormatException">The checksum is another.</exception>
    public static T ReadDescription<T>(BinaryReader reader, Network network, Func<T> read)
    {
        var stream = reader.BaseStream;
        var start = stream.Position;
        var result = read();
        var description = new byte[stream.Position - start];
        stream.Position = start;
        stream.ReadExactly(description);
        var (expected, actual) = (reader.ReadString(), Of(description, network));
        if (expected != actual)
            throw new FormatException(
                "The model's description of its columns or its network's architecture is damaged: their SHA-256 must " +
                $"be '{Excerpt.Of(expected)}'; got '{actual}'.");
        return result;
    }

    // A network is described for ever as it was when it was first written: see NetworkFormat.Version.
    private static string Of(byte[] description, Network network) => Convert.ToHexStringLower(SHA256.HashData(
        [.. description, .. Encoding.UTF8.GetBytes(NetworkArchitecture.Write(network).Json)]));
}
