using System.Globalization;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Files that claim more than they hold, and streams that hold more than they should: refused before much is
/// read or allocated on their behalf.</summary>
public class OversizedNetworkFileTests
{
    /// <summary>Two buffers of what is read at once, 4 MiB, and whatever else.</summary>
    private const long LittleMemory = 10 << 20;

    private static string Message(Stream stream, long memory = LittleMemory)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<FormatException>(() => NetworkFile.Load(stream)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, memory);
        Assert.InRange(message.Length, 1, 4000);
        return message;
    }

    /// <summary>A header whose one tensor, beside those named, is the first layer's weight of the given size.</summary>
    private static byte[] Claiming(string shape, string offsets, string more = "") => SafetensorsText.Build(
        Metadata("""["identity"]""") + $$"""
        ,"layers.0.weight":{"dtype":"F32","shape":{{shape}},"data_offsets":{{offsets}}}{{more}}}
        """, 0);

    private static string Metadata(string activations) =>
        """{"__metadata__":{"format":"mlnet-mlp","format_version":"1","architecture":"{\"activations\":""" +
        activations.Replace("\"", "\\\"", StringComparison.Ordinal) + """,\"output\":\"softmax\"}"}""";

    [Theory]
    [InlineData("[1000000000000,1]", "[0,4000000000000]", "larger than an array can be")]
    [InlineData("[2147483648,1]", "[0,8589934592]", "larger than an array can be")]
    [InlineData("[65536,65536]", "[0,0]", "17179869184 bytes, but its place holds 0")]
    [InlineData("[65536,65536]", "[0,17179869184]", "larger than an array can be")]
    // Products that wrap around to something harmless.
    [InlineData("[4294967296,4294967296]", "[0,0]", "not the expected JSON")]
    [InlineData("[9223372036854775807,9223372036854775807]", "[0,4]", "not the expected JSON")]
    [InlineData("[4611686018427387904,1]", "[0,0]", "not the expected JSON")]
    [InlineData("[2305843009213693952,1]", "[0,9223372036854775807]", "not the expected JSON")]
    [InlineData("[1,1]", "[9223372036854775804,9223372036854775808]", "is not a size")]
    [InlineData("[1,1]", "[9223372036854775803,9223372036854775807]", "must start at 0")]
    public void A_layer_of_absurd_size_is_refused_before_it_is_allocated(string shape, string offsets, string problem)
    {
        Assert.Contains(problem, Message(new MemoryStream(Claiming(shape, offsets))), StringComparison.Ordinal);
        using var endless = new StreamWithoutLength(Claiming(shape, offsets), endless: true);
        Assert.Contains(problem, Message(endless), StringComparison.Ordinal);
        Assert.InRange(endless.BytesRead, 0, 1000);
    }

    [Fact]
    public void A_layer_that_is_not_there_is_not_allocated()
    {
        var claims = Claiming("[1000000000,2]", "[0,8000000000]");
        Assert.Contains("ends within tensor 'layers.0.weight'", Message(new MemoryStream(claims)),
            StringComparison.Ordinal);
        // Where the length is not known, the array grows with what arrives.
        using var pipe = new StreamWithoutLength([.. claims, .. new byte[1 << 20]]);
        Assert.Contains("ends within tensor 'layers.0.weight'", Message(pipe), StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_fits_into_memory_is_refused_before_it_is_read()
    {
        // 50,001 tensors of 8 GB each.
        const long Size = 8_000_000_000;
        var tensors = string.Concat(Enumerable.Range(0, 50_000).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            ,"{{i}}":{"dtype":"F32","shape":[2000000000],"data_offsets":[{{(i + 1) * Size}},{{(i + 2) * Size}}]}
            """)));
        var data = Claiming("[2000000000,1]", $"[0,{Size}]", tensors);
        using var endless = new StreamWithoutLength(data, endless: true);
        Assert.Matches(
            "values are said to take 400008000000000 bytes, but this process can have [0-9]+ bytes of memory",
            Message(endless, memory: 25L * data.Length));
        Assert.Equal(data.Length, endless.BytesRead);
    }

    [Theory]
    [InlineData("1000000")]
    [InlineData("1000000000000000000000")]
    public void Pieces_that_there_are_no_rows_for_are_refused(string pieces)
    {
        var network = Network.Create(2, [3], 2, Activation.Maxout, seed: 1);
        var data = SafetensorsText.Replace(SavedNetwork.Bytes(network), "pieces\\u0022:2", "pieces\\u0022:" + pieces);
        Assert.Matches("pieces, which must be positive and divide its rows|must be JSON of what",
            Message(new MemoryStream(data)));
    }

    [Fact]
    public void Layers_without_tensors_are_refused_at_the_first()
    {
        var activations = string.Concat(Enumerable.Repeat("\"relu\",", 500_000));
        var data = SafetensorsText.Build(Metadata($"[{activations}\"identity\"]") + "}", 0);
        Assert.Equal("The network's tensor 'layers.0.weight' is missing.",
            Message(new MemoryStream(data), memory: 25L * data.Length));
    }

    [Fact]
    public void Layers_that_are_empty_objects_are_refused_at_the_first()
    {
        var data = SafetensorsText.Replace(SavedNetwork.Bytes(Network.Create(2, [3], 2, Activation.Maxout)), "[{",
            "[" + string.Concat(Enumerable.Repeat("{},", 1_000_000)) + "{");
        Assert.Contains("missing required properties including: 'activation'",
            Message(new MemoryStream(data), memory: 15L * data.Length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void JSON_nested_deeply_is_refused(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "0" +
            string.Concat(Enumerable.Repeat(close, depth));
        var deep = Nested(100_000);
        Assert.Contains("not the expected JSON", Message(new MemoryStream(SafetensorsText.Build(deep, 0))),
            StringComparison.Ordinal);
        Assert.Contains("not the expected JSON", Message(new MemoryStream(Claiming(deep, "[0,4]"))),
            StringComparison.Ordinal);
        Assert.Contains("'architecture' must be JSON", Message(new MemoryStream(
            SafetensorsText.Build(Metadata(Nested(1000)) + "}", 0))), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_megabytes_are_shown_in_part()
    {
        var name = new string('x', 1_000_000);
        foreach (var header in new[]
        {
            $$$"""{"{{{name}}}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
            $$$"""{"{{{name}}}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
            $$$"""{"t":{"dtype":"{{{name}}}","shape":[1],"data_offsets":[0,4]}}""",
            $$$"""{"t":{"dtype":"F32","shape":[{{{new string('1', 1_000_000)}}}],"data_offsets":[0,4]}}""",
            $$$"""{"t":{"dtype":"F32","shape":[["{{{name}}}"]],"data_offsets":[0,4]}}""",
            Metadata($"[\"{name}\"]") + "}",
            Metadata($"5,\"{name}\":5") + "}",
            """{"__metadata__":{"format":"mlnet-mlp","format_version":"x""" + name + "\"}}",
        })
            Message(new MemoryStream(SafetensorsText.Build(header, 0)), memory: 30_000_000);
    }

    [Fact]
    public void Shapes_of_very_many_sizes_are_refused() =>
        Assert.Contains("has 1000001 sizes, of at most 64", Message(new MemoryStream(Claiming(
            $"[{string.Concat(Enumerable.Repeat("1,", 1_000_000))}1]", "[0,4]")), memory: 32 << 20),
            StringComparison.Ordinal);

    [Fact]
    public void A_header_longer_than_that_of_any_network_is_not_read()
    {
        var data = SafetensorsText.Build("{}" + new string(' ', 9_999_999), 0);
        using var stream = new StreamWithoutLength(data, endless: true);
        Assert.Contains("10000001 bytes long, which must be in [2, 10000000]", Message(stream),
            StringComparison.Ordinal);
        Assert.Equal(sizeof(ulong), stream.BytesRead);
    }

    [Fact]
    public void A_stream_that_never_ends_is_read_no_further_than_its_header_says()
    {
        using var zeros = new StreamWithoutLength([], endless: true);
        Assert.Contains("0 bytes long", Message(zeros), StringComparison.Ordinal);
        Assert.Equal(sizeof(ulong), zeros.BytesRead);

        var whole = SavedNetwork.Bytes(Network.Create(3, [4], 2));
        using var network = new StreamWithoutLength(whole, endless: true);
        Assert.Contains("bytes after the last tensor", Message(network), StringComparison.Ordinal);
        Assert.Equal(whole.Length + 1, network.BytesRead);
    }

    [Fact]
    public void Something_else_costs_no_more_than_its_header()
    {
        var other = SafetensorsText.Replace(Claiming("[1000,1000]", "[0,4000000]"), "mlnet-mlp", "pt");
        using var stream = new StreamWithoutLength(other, endless: true);
        Assert.Contains("holds no network of MLNet.Mlp", Message(stream), StringComparison.Ordinal);
        Assert.Equal(other.Length, stream.BytesRead);
    }

    [Fact]
    public void A_network_too_deep_to_be_read_again_is_not_saved()
    {
        DenseLayer[] layers = [.. Enumerable.Range(0, 70_000).Select(_ => new DenseLayer(1, 1, Activation.Identity))];
        using var stream = new MemoryStream();
        Assert.Contains("must be at most 10000000 bytes long", Assert.Throws<InvalidOperationException>(() =>
            NetworkFile.Save(new Network(layers, OutputActivation.Identity), stream)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }
}
