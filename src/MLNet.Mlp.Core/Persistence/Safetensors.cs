using System.Buffers.Binary;

namespace MLNet.Mlp.Persistence;

/// <summary>
/// Reads and writes tensors of the types F32 and F64 in the safetensors format (Hugging Face, 2022): the length of the
/// header as a 64-bit little-endian number; the header, JSON that gives each tensor's type, shape and place; then the
/// values, little-endian, without gaps. Nothing in such a file can run code. The same tensors give the same bytes.
/// </summary>
internal static class Safetensors
{
    /// <summary>The limit of the format's own implementation; it keeps a damaged length from claiming all
    /// memory.</summary>
    private const long MaximumHeaderLength = 100_000_000;

    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<Tensor> tensors)
    {
        var header = SafetensorsHeader.Build(metadata, tensors);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors) TensorValues.Write(stream, tensor.Values);
    }

    /// <summary>Returns the metadata and the tensors, these in the order of their values.</summary>
    /// <exception cref="FormatException">The stream is not such a file, or is damaged; the message says
    /// how.</exception>
    public static (Dictionary<string, string> Metadata, OrderedDictionary<string, Tensor> Tensors) Read(Stream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        TensorValues.ReadExactly(stream, lengthBytes, "the length of the header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length is < 2 or > MaximumHeaderLength)
            throw Damaged($"the header is said to be {length} bytes long, which must be in [2, {MaximumHeaderLength}]");
        var header = TensorValues.ReadArray<byte>(stream, (long)length, "the header");

        var (metadata, entries) = SafetensorsHeader.Parse(header);
        var tensors = new OrderedDictionary<string, Tensor>();
        long position = 0;
        var inOrder = entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End);
        foreach (var (name, type, shape, begin, end) in inOrder)
        {
            if (begin != position)
                throw Damaged($"tensor '{name}' starts at byte {begin} of the values but must start at {position}");
            var values = TensorValues.Read(stream, type, end - begin, $"tensor '{name}'");
            if (!tensors.TryAdd(name, new Tensor(name, shape, values)))
                throw Damaged($"tensor '{name}' is there twice");
            position = end;
        }
        if (stream.ReadByte() >= 0)
            throw Damaged($"there are bytes after the last tensor, which ends at byte {position} of the values");
        return (metadata, tensors);
    }

    public static FormatException Damaged(string how, Exception? inner = null) =>
        new($"The safetensors data is damaged: {how}.", inner);
}
