using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MLNet.Mlp.Persistence;

/// <summary>A named array of floats.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Shape">Its sizes, outermost first.</param>
/// <param name="Values">Its values in row-major order.</param>
internal sealed record Tensor(string Name, long[] Shape, Array Values)
{
    public float[] Floats => (float[])Values;
}

/// <summary>
/// Reads and writes 32-bit float tensors in the safetensors format (Hugging Face, 2022): the length of the header as a
/// 64-bit little-endian number; the header, JSON that gives each tensor's type, shape and place; then the values,
/// little-endian, without gaps. Nothing in such a file can run code. The same tensors give the same bytes.
/// </summary>
internal static class Safetensors
{
    /// <summary>The limit of the format's own implementation; it keeps a damaged length from claiming all
    /// memory.</summary>
    private const long MaximumHeaderLength = 100_000_000;

    /// <summary>Header lengths are rounded up to this, with spaces, so that the values lie aligned in the
    /// file.</summary>
    private const int HeaderAlignment = 8;

    /// <summary>Values read or written at once.</summary>
    private const int PieceLength = 1 << 20;

    private const string MetadataKey = "__metadata__";

    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<Tensor> tensors)
    {
        var header = BuildHeader(metadata, tensors);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors) WriteValues(stream, tensor.Floats);
    }

    /// <summary>Returns the metadata and the tensors, these in the order of their values.</summary>
    /// <exception cref="FormatException">The stream is not such a file, or is damaged; the message says
    /// how.</exception>
    public static (Dictionary<string, string> Metadata, OrderedDictionary<string, Tensor> Tensors) Read(Stream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        ReadExactly(stream, lengthBytes, "the length of the header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length is < 2 or > MaximumHeaderLength)
            throw Damaged($"the header is said to be {length} bytes long, which must be in [2, {MaximumHeaderLength}]");
        var header = ReadArray<byte>(stream, (long)length, "the header");

        var (metadata, entries) = ParseHeader(header);
        var tensors = new OrderedDictionary<string, Tensor>();
        long position = 0;
        foreach (var (name, shape, begin, end) in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (begin != position)
                throw Damaged($"tensor '{name}' starts at byte {begin} of the values but must start at {position}");
            if (!tensors.TryAdd(name, new Tensor(name, shape, ReadValues(stream, (end - begin) / sizeof(float), name))))
                throw Damaged($"tensor '{name}' is there twice");
            position = end;
        }
        if (stream.ReadByte() >= 0)
            throw Damaged($"there are bytes after the last tensor, which ends at byte {position} of the values");
        return (metadata, tensors);
    }

    private static byte[] BuildHeader(IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<Tensor> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, shape, values) in tensors)
            {
                var end = offset + (long)values.Length * sizeof(float);
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % HeaderAlignment != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static (
        Dictionary<string, string> Metadata,
        List<(string Name, long[] Shape, long Begin, long End)> Entries) ParseHeader(byte[] header)
    {
        try
        {
            var metadata = new Dictionary<string, string>();
            var entries = new List<(string, long[], long, long)>();
            using var json = JsonDocument.Parse(header);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                {
                    foreach (var item in property.Value.EnumerateObject())
                        metadata.Add(item.Name, item.Value.GetString() ?? "");
                    continue;
                }
                var type = property.Value.GetProperty("dtype").GetString();
                if (type != "F32")
                    throw Damaged($"tensor '{property.Name}' has the type {type}, but only F32 can be read");
                var shape = Numbers(property.Value.GetProperty("shape"));
                var offsets = Numbers(property.Value.GetProperty("data_offsets"));
                if (offsets.Length != 2)
                    throw Damaged($"tensor '{property.Name}' has {offsets.Length} offsets instead of 2");
                var bytes = checked(shape.Aggregate(1L, (product, size) => product * size) * sizeof(float));
                if (offsets[1] - offsets[0] != bytes)
                    throw Damaged(
                        $"tensor '{property.Name}' has shape [{string.Join(", ", shape)}], {bytes} bytes, " +
                        $"but its place holds {offsets[1] - offsets[0]}");
                if (bytes / sizeof(float) > Array.MaxLength)
                    throw Damaged($"tensor '{property.Name}' is larger than an array can be");
                entries.Add((property.Name, shape, offsets[0], offsets[1]));
            }
            return (metadata, entries);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or
            ArgumentException or OverflowException)
        {
            // What JsonDocument throws for anything that is not the JSON expected here.
            throw Damaged("the header is not the expected JSON", e);
        }
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item =>
        item.TryGetInt64(out var number) && number >= 0 ? number : throw Damaged($"'{item}' is not a size"))];

    /// <summary>Writes the bytes of the values, little-endian.</summary>
    public static void WriteValues(Stream stream, ReadOnlySpan<float> values)
    {
        Span<byte> swapped = stackalloc byte[sizeof(float)];
        while (!values.IsEmpty)
        {
            var piece = values[..Math.Min(PieceLength, values.Length)];
            values = values[piece.Length..];
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(MemoryMarshal.AsBytes(piece));
                continue;
            }
            foreach (var value in piece)
            {
                BinaryPrimitives.WriteSingleLittleEndian(swapped, value);
                stream.Write(swapped);
            }
        }
    }

    private static float[] ReadValues(Stream stream, long count, string name)
    {
        var values = ReadArray<float>(stream, count, $"tensor '{name}'");
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
        return values;
    }

    /// <summary>Reads into an array that grows with what has arrived: a damaged size claims no more memory than one
    /// piece, or three times the file.</summary>
    private static T[] ReadArray<T>(Stream stream, long count, string what) where T : unmanaged
    {
        var values = new T[Math.Min(count, PieceLength)];
        for (var done = 0; done < count;)
        {
            if (done == values.Length) Array.Resize(ref values, (int)Math.Min(count, 2L * done));
            var piece = values.AsSpan(done, Math.Min(PieceLength, values.Length - done));
            ReadExactly(stream, MemoryMarshal.AsBytes(piece), what);
            done += piece.Length;
        }
        return values;
    }

    private static void ReadExactly(Stream stream, Span<byte> destination, string what)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw Damaged($"it ends within {what}");
    }

    private static FormatException Damaged(string how, Exception? inner = null) =>
        new($"The safetensors data is damaged: {how}.", inner);
}
