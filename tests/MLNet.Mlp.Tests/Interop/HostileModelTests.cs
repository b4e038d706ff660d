using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace MLNet.Mlp.Tests.Interop;

/// <summary>Models made to do harm are refused with our own exception somewhere in the chain, or do none.</summary>
public sealed class HostileModelTests : IDisposable
{
    /// <summary>Where the description of a model begins in its Model.key, after ML.NET's header.</summary>
    private const int DescriptionStart = 256;

    private static readonly byte[] _zip = Save();

    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;
    private readonly MLContext _mlContext = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Save()
    {
        var mlContext = new MLContext(seed: 1);
        var trees = mlContext.LoadTrees();
        using var stream = new MemoryStream();
        var model = mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(mlContext.Mlp(o => o.LabelColumnName = "Label")).Fit(trees);
        mlContext.Model.Save(model, trees.Schema, stream);
        return stream.ToArray();
    }

    private MlpTransformer Load(byte[] zip) => ((IEnumerable<ITransformer>)_mlContext.Model.Load(
        new MemoryStream(zip), out _)).OfType<MlpTransformer>().Single();

    private string Message(byte[] zip) => Message(Assert.ThrowsAny<Exception>(() => Load(zip)));

    /// <summary>The message of the FormatException somewhere in the chain of what loading throws.</summary>
    private static string Message(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is FormatException) return cause.Message;
        }
        throw new InvalidOperationException("There is no FormatException in the chain.", error);
    }

    private static byte[] ChangeKey(Func<byte[], byte[]> change) =>
        ModelZip.Change(_zip, ModelZip.TransformerKey(_zip), change);

    /// <summary>The length of the description and its checksum: the model block of ML.NET's header.</summary>
    private static int DescriptionLength(byte[] key) => (int)BinaryPrimitives.ReadInt64LittleEndian(key.AsSpan(24));

    /// <summary>The model with one more entry.</summary>
    private static byte[] With(string name, Action<Stream> write)
    {
        using var stream = new MemoryStream();
        stream.Write(_zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
            write(entry);
        }
        return stream.ToArray();
    }

    [Fact]
    public void A_flipped_bit_of_any_byte_of_the_description_is_noticed()
    {
        var length = DescriptionLength(ModelZip.Read(_zip, ModelZip.TransformerKey(_zip)));
        Assert.InRange(length, 64, 200);
        for (var at = 0; at < length; at++)
            for (var bit = at % 4; bit < 8; bit += 4)
                Assert.NotEmpty(Message(ChangeKey(key =>
                {
                    key[DescriptionStart + at] ^= (byte)(1 << bit);
                    return key;
                })));
    }

    [Fact]
    public void A_description_that_ends_anywhere_in_zeros_is_noticed()
    {
        var length = DescriptionLength(ModelZip.Read(_zip, ModelZip.TransformerKey(_zip)));
        for (var kept = 0; kept < length; kept++)
            Assert.NotEmpty(Message(ChangeKey(key =>
            {
                key.AsSpan(DescriptionStart + kept, length - kept).Clear();
                return key;
            })));
    }

    [Fact]
    public void A_class_of_another_name_is_noticed() => Assert.Contains(
        "The model's description of its columns or its network's architecture is damaged", Message(ChangeKey(key =>
        {
            var place = key.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Trees.Rows()[0].Species));
            key[place] ^= 1;
            return key;
        })), StringComparison.Ordinal);

    [Fact]
    public void Another_network_of_the_same_size_is_noticed() => Assert.Contains(
        "The model's description of its columns or its network's architecture is damaged",
        Message(ModelZip.Change(_zip, ModelZip.NetworkEntry, content =>
        {
            var network = NetworkFile.Load(new MemoryStream(content));
            using var other = new MemoryStream();
            NetworkFile.Save(
                Network.Create(network.InputSize, [8], network.OutputSize, Activation.Tanh, seed: 1), other);
            return other.ToArray();
        })), StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x07 })] // A text of 2^31 - 1 bytes.
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f })] // Of -1.
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })] // Of a number that never ends.
    public void The_length_of_a_text_that_is_not_there_claims_no_memory(byte[] length)
    {
        var zip = ChangeKey(key =>
        {
            length.CopyTo(key, DescriptionStart);
            return key;
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(Message(zip));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [Fact]
    public void A_number_of_classes_that_are_not_there_claims_no_memory()
    {
        var zip = ChangeKey(key =>
        {
            var place = key.AsSpan().IndexOf("String\u0003\0\0\0"u8);
            BinaryPrimitives.WriteInt32LittleEndian(key.AsSpan(place + 6), int.MaxValue);
            return key;
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("must have 3 values, one for each class; got 2147483647", Message(zip),
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    // A hundred megabytes of zeros are less than half a megabyte in the zip. ML.NET puts the entry into a temporary
    // file before this library sees any of it.
    [Theory]
    [InlineData(false, "the header is said to be 0 bytes long")]
    [InlineData(true, "there are bytes after the last tensor")]
    public void A_network_that_decompresses_to_much_more_is_not_read_to_its_end(bool startsWell, string problem)
    {
        var content = startsWell ? ModelZip.Read(_zip, ModelZip.NetworkEntry) : [];
        var zeros = new byte[1 << 20];
        var zip = ModelZip.Rewrite(_zip, ModelZip.NetworkEntry, stream =>
        {
            stream.Write(content);
            for (var i = 0; i < 100; i++) stream.Write(zeros);
        });
        Assert.InRange(zip.Length, 0, 1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(problem, Message(zip), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);
    }

    [Theory]
    [InlineData("../")]
    [InlineData("..\\")]
    [InlineData("TransformerChain/Transform_001/../../../../")]
    [InlineData("/")]
    public void Entries_that_lead_elsewhere_are_not_written_anywhere(string path)
    {
        var name = $"hostile-{Guid.NewGuid():N}";
        var zip = With(path + name, stream => stream.Write("something"u8));
        var place = Path.Combine(_folder, "model.zip");
        File.WriteAllBytes(place, zip);
        Assert.Equal(Load(_zip).Bytes(), ((IEnumerable<ITransformer>)_mlContext.Model.Load(place, out _))
            .OfType<MlpTransformer>().Single().Bytes());
        Assert.Equal([place], Directory.GetFileSystemEntries(_folder));
        string[] folders = [Directory.GetCurrentDirectory(), Path.GetTempPath(), AppContext.BaseDirectory, _folder];
        foreach (var folder in folders)
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
                Assert.False(File.Exists(Path.Combine(at.FullName, name)), at.FullName);
    }

    // ML.NET reads the last of them, the offline lane the first.
    [Fact]
    public void Of_two_entries_with_one_name_one_is_read_whole()
    {
        var name = ModelZip.TransformerKey(_zip)[..^"Model.key".Length] + ModelZip.NetworkEntry;
        var whole = Load(_zip).Bytes();
        Assert.Equal(whole, Load(With(name, stream => stream.Write(whole))).Bytes());
        MlpTransformer? loaded = null;
        if (Record.Exception(() => loaded = Load(With(name, stream => stream.Write(whole.AsSpan(..^1))))) is { } error)
            Assert.Contains("ends within", Message(error), StringComparison.Ordinal);
        else Assert.Equal(whole, loaded!.Bytes());
    }
}
