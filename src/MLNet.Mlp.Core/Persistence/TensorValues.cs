using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static MLNet.Mlp.Persistence.Safetensors;

namespace MLNet.Mlp.Persistence;

/// <summary>Reads and writes arrays of numbers, little-endian.</summary>
internal static class TensorValues
{
    /// <summary>Bytes read or written at once.</summary>
    private const int PieceBytes = 1 << 22;

    public static void Write(Stream stream, Array values)
    {
        if (values is float[] floats) Write<float>(stream, floats);
        else Write<double>(stream, (double[])values);
    }

    public static Array Read(Stream stream, TensorType type, long bytes, string what) => type == TensorType.Float32
        ? Read<float>(stream, bytes / sizeof(float), what)
        : Read<double>(stream, bytes / sizeof(double), what);

    private static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        Span<byte> swapped = stackalloc byte[Unsafe.SizeOf<T>()];
        while (!values.IsEmpty)
        {
            var piece = values[..Math.Min(PieceBytes / Unsafe.SizeOf<T>(), values.Length)];
            values = values[piece.Length..];
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(MemoryMarshal.AsBytes(piece));
                continue;
            }
            foreach (var value in piece)
            {
                MemoryMarshal.Write(swapped, value);
                swapped.Reverse();
                stream.Write(swapped);
            }
        }
    }

    private static T[] Read<T>(Stream stream, long count, string what) where T : unmanaged
    {
        var values = ReadArray<T>(stream, count, what);
        if (!BitConverter.IsLittleEndian)
        {
            for (var at = 0; at < values.Length; at++) MemoryMarshal.AsBytes(values.AsSpan(at, 1)).Reverse();
        }
        return values;
    }

    /// <summary>Reads into an array that grows with what has arrived: a damaged size claims no more memory than one
    /// piece, or three times the file.</summary>
    public static T[] ReadArray<T>(Stream stream, long count, string what) where T : unmanaged
    {
        var pieceLength = PieceBytes / Unsafe.SizeOf<T>();
        var values = new T[Math.Min(count, pieceLength)];
        for (var done = 0; done < count;)
        {
            if (done == values.Length) Array.Resize(ref values, (int)Math.Min(count, 2L * done));
            var piece = values.AsSpan(done, Math.Min(pieceLength, values.Length - done));
            ReadExactly(stream, MemoryMarshal.AsBytes(piece), what);
            done += piece.Length;
        }
        return values;
    }

    public static void ReadExactly(Stream stream, Span<byte> destination, string what)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw Damaged($"it ends within {what}");
    }
}
