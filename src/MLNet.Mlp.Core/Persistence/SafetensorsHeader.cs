using System.Text.Json;
using static MLNet.Mlp.Persistence.Safetensors;

namespace MLNet.Mlp.Persistence;

/// <summary>The header of safetensors data: metadata, then the type, shape and place of each tensor.</summary>
/// <param name="Metadata">Texts that say what the tensors are.</param>
/// <param name="Entries">The tensors, each of another name, in the order of their values, which lie without
/// gaps.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafetensorsHeader.Entry> Entries)
{
    /// <summary>Header lengths are rounded up to this, with spaces, so that the values lie aligned in the
    /// file.</summary>
    private const int HeaderAlignment = 8;

    private const string MetadataKey = "__metadata__";

    /// <summary>As in NumPy. It keeps a shape of a million ones from being taken for something.</summary>
    private const int MaximumDimensions = 64;

    /// <summary>Where a tensor's values lie.</summary>
    /// <param name="Name">The tensor's name.</param>
    /// <param name="Type">The type of its values.</param>
    /// <param name="Shape">Its sizes.</param>
    /// <param name="Begin">The place of its first byte, counted from the end of the header.</param>
    /// <param name="End">The place after its last byte.</param>
    public sealed record Entry(string Name, TensorType Type, long[] Shape, long Begin, long End);

    public static byte[] Build(IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<Tensor> tensors)
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
                var type = TensorType.Of(values);
                var end = offset + (long)values.Length * type.Size;
                json.WriteStartObject(name);
                json.WriteString("dtype", type.Name);
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

    /// <summary>Bytes of all values together.</summary>
    public long ValueBytes => Entries.Count == 0 ? 0 : Entries[^1].End;

    /// <exception cref="FormatException">This is no such header, or it contradicts itself.</exception>
    public static SafetensorsHeader Parse(byte[] header)
    {
        try
        {
            Dictionary<string, string>? metadata = null;
            var entries = new List<Entry>();
            using var json = JsonDocument.Parse(header);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name != MetadataKey) entries.Add(ParseEntry(property.Name, property.Value));
                else if (metadata is null) metadata = ParseMetadata(property.Value);
                else throw Damaged($"'{MetadataKey}' is there twice");
            }
            return new SafetensorsHeader(metadata ?? [], InOrder(entries));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or
            ArgumentException or OverflowException)
        {
            // What JsonDocument throws for anything that is not the JSON expected here.
            throw Damaged("the header is not the expected JSON", e);
        }
    }

    private static Dictionary<string, string> ParseMetadata(JsonElement metadata)
    {
        var parsed = new Dictionary<string, string>();
        foreach (var item in metadata.EnumerateObject()) parsed.Add(item.Name, item.Value.GetString() ?? "");
        return parsed;
    }

    private static Entry[] InOrder(List<Entry> entries)
    {
        Entry[] inOrder = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        var names = new HashSet<string>();
        long position = 0;
        foreach (var (name, _, _, begin, end) in inOrder)
        {
            if (begin != position)
                throw Damaged(
                    $"tensor '{Excerpt.Of(name)}' starts at byte {begin} of the values but must start at {position}");
            if (!names.Add(name)) throw Damaged($"tensor '{Excerpt.Of(name)}' is there twice");
            position = end;
        }
        return inOrder;
    }

    private static Entry ParseEntry(string name, JsonElement entry)
    {
        var what = $"tensor '{Excerpt.Of(name)}'";
        var typeName = entry.GetProperty("dtype").GetString();
        var type = TensorType.All.FirstOrDefault(type => type.Name == typeName) ?? throw Damaged(
            $"{what} has the type {Excerpt.Of(typeName)}, but only F32 and F64 can be read");
        var shape = entry.GetProperty("shape");
        if (shape.GetArrayLength() is var dimensions && dimensions > MaximumDimensions)
            throw Damaged($"{what} has {dimensions} sizes, of at most {MaximumDimensions}");
        var offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() is var offsetCount && offsetCount != 2)
            throw Damaged($"{what} has {offsetCount} offsets instead of 2");
        return CreateEntry(name, type, Numbers(shape), Numbers(offsets));
    }

    private static Entry CreateEntry(string name, TensorType type, long[] shape, long[] offsets)
    {
        var bytes = checked(shape.Aggregate(1L, (product, size) => product * size) * type.Size);
        if (offsets[1] - offsets[0] != bytes)
            throw Damaged(
                $"tensor '{Excerpt.Of(name)}' has shape [{string.Join(", ", shape)}], {bytes} bytes, " +
                $"but its place holds {offsets[1] - offsets[0]}");
        if (bytes / type.Size > Array.MaxLength)
            throw Damaged($"tensor '{Excerpt.Of(name)}' is larger than an array can be");
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item =>
        item.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Damaged($"'{Excerpt.Of(item.ToString())}' is not a size"))];
}
