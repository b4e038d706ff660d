using System.Buffers.Binary;
using System.Text;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Builds safetensors data by hand, well-formed or not.</summary>
internal static class SafetensorsText
{
    public static byte[] Build(string header, int valueBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var data = new byte[sizeof(ulong) + json.Length + valueBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(data, (ulong)json.Length);
        json.CopyTo(data, sizeof(ulong));
        return data;
    }

    /// <summary>The header of a file, and the bytes of its values.</summary>
    public static (string Header, byte[] Values) Split(byte[] data)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(data);
        return (Encoding.UTF8.GetString(data, sizeof(ulong), length), data[(sizeof(ulong) + length)..]);
    }

    /// <summary>The bytes of the values, to be changed in place.</summary>
    public static Span<byte> Values(byte[] data) =>
        data.AsSpan(sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(data));

    /// <summary>The same data with a text in its header replaced.</summary>
    public static byte[] Replace(byte[] data, string old, string replacement)
    {
        var (header, values) = Split(data);
        Assert.Contains(old, header, StringComparison.Ordinal);
        var changed = Build(header.Replace(old, replacement, StringComparison.Ordinal), values.Length);
        values.CopyTo(changed, changed.Length - values.Length);
        return changed;
    }
}
