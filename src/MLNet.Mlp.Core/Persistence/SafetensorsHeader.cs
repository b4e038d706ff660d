using System.Text.Json;
using static MLNet.Mlp.Persistence.Safetensors;

namespace MLNet.Mlp.Persistence;

/// <summary>The header of safetensors data: metadata, then the type, shape and place of each tensor.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Header lengths are rounded up to this, with spaces, so that the values lie aligned in the
    /// file.</summary>
    private const int HeaderAlignment = 8;

    private const string MetadataKey = "__metadata__";

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

    public static (Dictionary<string, string> Metadata, List<Entry> Entries) Parse(byte[] header)
    {
        try
        {
            var metadata = new Dictionary<string, string>();
            var entries = new List<Entry>();
            using var json = JsonDocument.Parse(header);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                {
                    foreach (var item in property.Value.EnumerateObject())
                        metadata.Add(item.Name, item.Value.GetString() ?? "");
                    continue;
                }
                entries.Add(ParseEntry(property.Name, property.Value));
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

    private static Entry ParseEntry(string name, JsonElement entry)
    {
        var typeName = entry.GetProperty("dtype").GetString();
        var type = TensorType.All.FirstOrDefault(type => type.Name == typeName) ?? throw Damaged(
            $"tensor '{name}' has the type {typeName}, but only F32 and F64 can be read");
        var shape = Numbers(entry.GetProperty("shape"));
        var offsets = Numbers(entry.GetProperty("data_offsets"));
        if (offsets.Length != 2) throw Damaged($"tensor '{name}' has {offsets.Length} offsets instead of 2");
        var bytes = checked(shape.Aggregate(1L, (product, size) => product * size) * type.Size);
        if (offsets[1] - offsets[0] != bytes)
            throw Damaged(
                $"tensor '{name}' has shape [{string.Join(", ", shape)}], {bytes} bytes, " +
                $"but its place holds {offsets[1] - offsets[0]}");
        if (bytes / type.Size > Array.MaxLength) throw Damaged($"tensor '{name}' is larger than an array can be");
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item =>
        item.TryGetInt64(out var number) && number >= 0 ? number : throw Damaged($"'{item}' is not a size"))];
}
