using System.Buffers.Binary;
using System.Text;
using Microsoft.ML;

namespace MLNet.Mlp.Tests.Interop;

/// <summary>Whatever is wrong with a saved model, one of the exceptions in the chain says it.</summary>
public class DamagedModelTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly byte[] _zip;

    public DamagedModelTests()
    {
        var trees = _mlContext.LoadTrees();
        using var stream = new MemoryStream();
        var model = _mlContext.Transforms.Conversion.MapValueToKey("Label", "Species")
            .Append(_mlContext.Mlp(o => o.LabelColumnName = "Label")).Fit(trees);
        _mlContext.Model.Save(model, trees.Schema, stream);
        _zip = stream.ToArray();
    }

    /// <summary>The message of the FormatException somewhere in the chain of what loading throws.</summary>
    private string Message(byte[] zip)
    {
        var error = Assert.ThrowsAny<Exception>(() => _mlContext.Model.Load(new MemoryStream(zip), out _));
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is FormatException) return cause.Message;
        }
        throw new InvalidOperationException("There is no FormatException in the chain.", error);
    }

    private string NetworkMessage(Func<byte[], byte[]?> change) =>
        Message(ModelZip.Change(_zip, ModelZip.NetworkEntry, change));

    private static Func<byte[], byte[]> Replacing(string old, string replacement) => content =>
    {
        Assert.Equal(old.Length, replacement.Length);
        var place = content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Assert.NotEqual(-1, place);
        Encoding.UTF8.GetBytes(replacement).CopyTo(content, place);
        return content;
    };

    [Fact]
    public void An_undamaged_model_is_loaded_after_the_same_treatment() =>
        _mlContext.Model.Load(new MemoryStream(ModelZip.Change(_zip, ModelZip.NetworkEntry, content => content)), out _);

    [Fact]
    public void A_network_that_is_missing() =>
        Assert.Equal("The model's entry 'network.safetensors' is missing.", NetworkMessage(_ => null));

    [Theory]
    [InlineData(1, "ends within tensor 'layers.1.bias'")]
    [InlineData(200, "ends within tensor 'layers.0.weight'")]
    public void A_network_cut_off(int missing, string problem) =>
        Assert.Contains(problem, NetworkMessage(content => content[..^missing]), StringComparison.Ordinal);

    [Fact]
    public void A_network_with_bytes_added() =>
        Assert.Contains("bytes after the last tensor", NetworkMessage(content => [.. content, 0]),
            StringComparison.Ordinal);

    [Fact]
    public void A_network_with_flipped_bits_in_its_header() =>
        Assert.Contains("the header is not the expected JSON", NetworkMessage(content =>
        {
            content[9] ^= 0xff;
            return content;
        }), StringComparison.Ordinal);

    [Fact]
    public void A_network_with_flipped_bits_in_its_weights() =>
        Assert.Contains("weights are damaged", NetworkMessage(content =>
        {
            content[^1] ^= 1;
            return content;
        }), StringComparison.Ordinal);

    [Fact]
    public void A_network_with_a_garbage_header_length() =>
        Assert.Contains("the header is said to be 1311768467463790320 bytes long", NetworkMessage(content =>
        {
            BinaryPrimitives.WriteUInt64LittleEndian(content, 0x123456789abcdef0);
            return content;
        }), StringComparison.Ordinal);

    [Fact]
    public void A_network_of_a_newer_format() =>
        Assert.Contains("newer version of MLNet.Mlp: its format is 9",
            NetworkMessage(Replacing("\"format_version\":\"1\"", "\"format_version\":\"9\"")), StringComparison.Ordinal);

    [Fact]
    public void A_network_with_weights_that_are_not_numbers() =>
        Assert.Contains("'layers.1.bias' must hold finite values; got NaN", NetworkMessage(content =>
        {
            // Without the checksum, which would notice first.
            content = Replacing("\"sha256\"", "\"sha999\"")(content);
            BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(content.Length - sizeof(float)), float.NaN);
            return content;
        }), StringComparison.Ordinal);

    [Fact]
    public void A_model_written_by_a_newer_version() =>
        Assert.Equal("The model was written by a newer version of MLNet.Mlp: its format is 00020001, and this version reads up to 00010002. " +
            "Update MLNet.Mlp to read it.", Message(ModelZip.Change(_zip, ModelZip.TransformerKey(_zip),
                content => ModelZip.WithVersion(content, 0x00020001))));

    // There was one kind of outputs then, and no checksum, which is a text of 64 characters.
    [Fact]
    public void A_model_written_by_the_first_version_is_read()
    {
        var zip = ModelZip.Change(_zip, ModelZip.TransformerKey(_zip), key => ModelZip.WithState(
            ModelZip.WithVersion(key, 0x00010001), state =>
            {
                var kind = state.AsSpan().IndexOf("\u000amulticlass"u8);
                return [.. state.AsSpan(..kind), .. state.AsSpan((kind + 11)..^65)];
            }));
        using var again = new MemoryStream();
        _mlContext.Model.Save(_mlContext.Model.Load(new MemoryStream(zip), out var schema), schema, again);
        Assert.Equal(ModelZip.Read(_zip, ModelZip.TransformerKey(_zip)),
            ModelZip.Read(again.ToArray(), ModelZip.TransformerKey(_zip)));
    }

    // What follows in the file is then taken for the rest, and is something else.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(100)]
    public void A_description_cut_off(int kept) =>
        Assert.NotEmpty(Message(ModelZip.Change(_zip, ModelZip.TransformerKey(_zip),
            key => ModelZip.WithState(key, state => state[..kept]))));

    [Fact]
    public void Label_values_of_an_unknown_type() =>
        Assert.Contains("got 'Strong'", Message(ModelZip.Change(_zip, ModelZip.TransformerKey(_zip),
            Replacing("String", "Strong"))), StringComparison.Ordinal);

    [Fact]
    public void Fewer_label_values_than_classes() =>
        Assert.Contains("The label must have 3 values, one for each class; got 2.",
            Message(ModelZip.Change(_zip, ModelZip.TransformerKey(_zip),
            Replacing("String\u0003", "String\u0002"))), StringComparison.Ordinal);

    [Fact]
    public void A_zip_cut_off()
    {
        foreach (var length in new[] { 0, 1, 100, _zip.Length / 2, _zip.Length - 1 })
            Assert.ThrowsAny<Exception>(() => _mlContext.Model.Load(new MemoryStream(_zip[..length]), out _));
    }
}
