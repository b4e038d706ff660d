using System.Text;

namespace Microsoft.ML;

/// <summary>
/// The fixed head of a saved component, laid out as ML.NET lays it out (256 bytes, then the payload, the UTF-16 name
/// of the loader's assembly and a tail mark), so that ML.NET reads as far as the assembly name and reports that.
/// </summary>
internal struct ModelHeader
{
    public const int Size = 256;

    private const ulong FileSignature = 0x4C45444F4D004C4D; // "ML\0MODEL", little-endian.
    private const ulong TailSignature = 0x4D4C004D4F44454C; // The same reversed.
    private const uint FormatVersion = 0x00010002;
    private const int LoaderSignatureSize = 24;

    public ulong ModelSignature;
    public uint ModelVerWritten;
    public uint ModelVerReadable;

    public readonly void CheckVersionInfo(VersionInfo version)
    {
        Check.Decode(ModelSignature == version.ModelSignature, "Unknown file type");
        Check.Decode(ModelVerReadable <= ModelVerWritten, "Corrupt file header");
        Check.Decode(
            ModelVerReadable <= version.VerWrittenCur,
            $"The saved component must be of version {version.VerWrittenCur:x8} or older; got {ModelVerReadable:x8}.");
        Check.Decode(
            ModelVerWritten >= version.VerWeCanReadBack,
            $"The saved component must be of version {version.VerWeCanReadBack:x8} or newer; got " +
            $"{ModelVerWritten:x8}.");
    }

    public static byte[] Wrap(VersionInfo version, ReadOnlySpan<byte> payload)
    {
        var assemblyName = Encoding.Unicode.GetBytes(version.LoaderAssemblyName);
        long end = Size + payload.Length;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(FileSignature);
        writer.Write(FormatVersion);
        writer.Write(FormatVersion);
        writer.Write((long)Size);
        writer.Write((long)payload.Length);
        writer.Write(new byte[4 * sizeof(long)]); // The string table, which is not used here.
        writer.Write(version.ModelSignature);
        writer.Write(version.VerWrittenCur);
        writer.Write(version.VerReadableCur);
        writer.Write(Padded(version.LoaderSignature));
        writer.Write(Padded(version.LoaderSignatureAlt));
        writer.Write(end + assemblyName.Length);
        writer.Write(end + assemblyName.Length + sizeof(ulong));
        writer.Write(end);
        writer.Write(assemblyName.Length);
        writer.Write(new byte[Size - (int)stream.Position]);
        writer.Write(payload);
        writer.Write(assemblyName);
        writer.Write(TailSignature);
        return stream.ToArray();
    }

    public static ModelHeader Unwrap(
        byte[] bytes, out byte[] payload, out string loaderAssemblyName, out string[] loaderNames)
    {
        Check.Decode(bytes.Length >= Size, $"Corrupt model file: {bytes.Length} bytes cannot hold its header.");
        using var reader = new BinaryReader(new MemoryStream(bytes));
        Check.Decode(reader.ReadUInt64() == FileSignature, "Wrong file type");
        uint written = reader.ReadUInt32();
        uint readable = reader.ReadUInt32();
        Check.Decode(written == FormatVersion && readable == FormatVersion, "Corrupt file header");
        long start = reader.ReadInt64();
        long length = reader.ReadInt64();
        reader.ReadBytes(4 * sizeof(long));
        var header = new ModelHeader
        {
            ModelSignature = reader.ReadUInt64(),
            ModelVerWritten = reader.ReadUInt32(),
            ModelVerReadable = reader.ReadUInt32(),
        };
        loaderNames = [Name(reader.ReadBytes(LoaderSignatureSize)), Name(reader.ReadBytes(LoaderSignatureSize))];
        long tail = reader.ReadInt64();
        long end = reader.ReadInt64();
        long nameStart = reader.ReadInt64();
        long nameLength = reader.ReadUInt32();
        Check.Decode(
            start == Size && length >= 0 && nameStart == start + length && tail == nameStart + nameLength
            && end == tail + sizeof(ulong) && end == bytes.Length
            && BitConverter.ToUInt64(bytes, (int)tail) == TailSignature,
            "Corrupt model file: it is damaged or cut short.");
        payload = bytes[Size..(int)nameStart];
        loaderAssemblyName = Encoding.Unicode.GetString(bytes, (int)nameStart, (int)nameLength);
        return header;
    }

    private static byte[] Padded(string? name)
    {
        var bytes = new byte[LoaderSignatureSize];
        if (name?.Length > LoaderSignatureSize)
            throw new ArgumentException(
                $"A loader signature must have at most {LoaderSignatureSize} characters; got '{name}'.", nameof(name));
        Encoding.ASCII.GetBytes(name ?? "", bytes);
        return bytes;
    }

    private static string Name(byte[] bytes) => Encoding.ASCII.GetString(bytes).TrimEnd('\0');
}
