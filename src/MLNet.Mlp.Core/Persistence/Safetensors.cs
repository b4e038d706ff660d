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
    public const int MaximumHeaderLength = 100_000_000;

    /// <exception cref="InvalidOperationException">The header would be longer than what is read; nothing was
    /// written.</exception>
    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<Tensor> tensors,
        int maximumHeaderLength = MaximumHeaderLength)
    {
        var header = SafetensorsHeader.Build(metadata, tensors);
        if (header.Length > maximumHeaderLength)
            throw new InvalidOperationException(
                $"The header of the file must be at most {maximumHeaderLength} bytes long, or else it could not be " +
                $"read again; got {header.Length}.");
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors) TensorValues.Write(stream, tensor.Values);
    }

    /// <summary>Reads the header. The values, which follow it in the stream, cost nothing yet: whether they are what is
    /// wanted shows in the metadata.</summary>
    /// <exception cref="FormatException">The stream is not such a file, or is damaged; the message says
    /// how.</exception>
    public static SafetensorsHeader ReadHeader(Stream stream, int maximumLength = MaximumHeaderLength)
    {
        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        TensorValues.ReadExactly(stream, lengthBytes, "the length of the header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length < 2 || length > (ulong)maximumLength)
            throw Damaged($"the header is said to be {length} bytes long, which must be in [2, {maximumLength}]");
        return SafetensorsHeader.Parse(TensorValues.ReadArray<byte>(stream, (long)length, "the header"));
    }

    /// <summary>Reads the values after a header, with which the stream must end. Returns the tensors in their
    /// order.</summary>
    /// <exception cref="FormatException">The values are cut short, or more than fits into memory.</exception>
    public static OrderedDictionary<string, Tensor> ReadValues(Stream stream, SafetensorsHeader header)
    {
        CheckLength(stream, header);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (name, type, shape, begin, end) in header.Entries)
        {
            var values = TensorValues.Read(stream, type, end - begin, $"tensor '{Excerpt.Of(name)}'");
            tensors.Add(name, new Tensor(name, shape, values));
        }
        if (stream.ReadByte() >= 0)
            throw Damaged(
                $"there are bytes after the last tensor, which ends at byte {header.ValueBytes} of the values");
        return tensors;
    }

    /// <summary>Refuses claims that cannot be true before anything is read on their behalf.</summary>
    private static void CheckLength(Stream stream, SafetensorsHeader header)
    {
        if (stream.CanSeek && stream.Length - stream.Position is var left && left < header.ValueBytes)
            throw Damaged(
                $"it ends within tensor '{Excerpt.Of(header.Entries.First(entry => entry.End > left).Name)}'");
        // A stream without a length, or one that decompresses, could go on until memory is used up.
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (header.ValueBytes > memory)
            throw Damaged(
                $"the values are said to take {header.ValueBytes} bytes, but this process can have {memory} bytes of " +
                "memory");
    }

    public static FormatException Damaged(string how, Exception? inner = null) =>
        new($"The safetensors data is damaged: {how}.", inner);
}
