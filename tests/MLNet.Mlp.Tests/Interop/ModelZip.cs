using System.Buffers.Binary;
using System.IO.Compression;

namespace MLNet.Mlp.Tests.Interop;

/// <summary>A saved model as bytes, to be looked into and to be damaged.</summary>
internal static class ModelZip
{
    public const string NetworkEntry = "network.safetensors";

    /// <summary>Where a Model.key holds the version that wrote it and the oldest version that can read it.</summary>
    private const int WrittenVersionOffset = 0x48, ReadableVersionOffset = 0x4C;

    public static byte[] Read(byte[] zip, string entryEnd)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var stream = Entry(archive, entryEnd).Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The same model with the content of one entry changed, or without that entry if there is no new content.</summary>
    public static byte[] Change(byte[] zip, string entryEnd, Func<byte[], byte[]?> change)
    {
        var content = change(Read(zip, entryEnd));
        return Rewrite(zip, entryEnd, content is null ? null : target => target.Write(content));
    }

    /// <summary>The same model with one entry written anew, or without that entry.</summary>
    public static byte[] Rewrite(byte[] zip, string entryEnd, Action<Stream>? write)
    {
        using var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = Entry(archive, entryEnd);
            var name = entry.FullName;
            entry.Delete();
            if (write is not null)
            {
                using var target = archive.CreateEntry(name).Open();
                write(target);
            }
        }
        return stream.ToArray();
    }

    /// <summary>The Model.key of the network's transformer: beside the network.</summary>
    public static string TransformerKey(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return Entry(archive, NetworkEntry).FullName[..^NetworkEntry.Length] + "Model.key";
    }

    /// <summary>The Model.key with what the component itself has written, behind the header, changed.</summary>
    public static byte[] WithState(byte[] modelKey, Func<byte[], byte[]> change)
    {
        const int Start = 256, LengthOffset = 24;
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(modelKey.AsSpan(LengthOffset));
        var state = change(modelKey[Start..(Start + length)]);
        byte[] changed = [.. modelKey.AsSpan(..Start), .. state, .. modelKey.AsSpan(Start + length)];
        // The length, and the places of what comes after.
        foreach (var offset in new[] { LengthOffset, 128, 136, 144 })
        {
            var number = changed.AsSpan(offset);
            BinaryPrimitives.WriteInt64LittleEndian(number,
                BinaryPrimitives.ReadInt64LittleEndian(number) + state.Length - length);
        }
        return changed;
    }

    public static byte[] WithVersion(byte[] modelKey, uint version)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(modelKey.AsSpan(WrittenVersionOffset), version);
        BinaryPrimitives.WriteUInt32LittleEndian(modelKey.AsSpan(ReadableVersionOffset), version);
        return modelKey;
    }

    private static ZipArchiveEntry Entry(ZipArchive archive, string entryEnd) =>
        archive.Entries.Single(entry => entry.FullName.EndsWith(entryEnd, StringComparison.Ordinal));
}
