using System.Buffers.Binary;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Core.Tests.Persistence;

public class SafetensorsTests
{
    private static (IReadOnlyDictionary<string, string> Metadata, OrderedDictionary<string, Tensor> Tensors) Read(
        MemoryStream stream)
    {
        var header = Safetensors.ReadHeader(stream);
        return (header.Metadata, Safetensors.ReadValues(stream, header));
    }

    private static string Message(byte[] data) =>
        Assert.Throws<FormatException>(() => Read(new MemoryStream(data))).Message;

    [Fact]
    public void Layout_is_the_published_one()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [new("k", "v")], [new Tensor("t", [2], new float[] { 1, -2 })]);
        var data = stream.ToArray();
        var (header, values) = SafetensorsText.Split(data);
        Assert.Equal("""{"__metadata__":{"k":"v"},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", header.TrimEnd(' '));
        Assert.Equal(0, header.Length % 8);
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], values);
    }

    [Fact]
    public void Doubles_have_the_published_layout_too_and_may_stand_beside_floats()
    {
        float[] floats = [1];
        double[] doubles = [-2];
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [], [new Tensor("f", [1], floats), new Tensor("d", [1, 1], doubles)]);
        var (header, values) = SafetensorsText.Split(stream.ToArray());
        Assert.Equal(
            """{"__metadata__":{},"f":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"d":{"dtype":"F64","shape":[1,1],"data_offsets":[4,12]}}""",
            header.TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], values);
        stream.Position = 0;
        var (_, tensors) = Read(stream);
        Assert.Equal(floats, tensors["f"].Floats);
        Assert.Equal(doubles, tensors["d"].Doubles);
    }

    [Fact]
    public void Other_numbers_are_not_written() =>
        Assert.Contains("float[] or double[]; got System.Int32[]", Assert.Throws<ArgumentException>(() =>
            Safetensors.Write(Stream.Null, [], [new Tensor("t", [1], new int[1])])).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_bit_pattern_survives()
    {
        float[] values = [0f, -0f, float.Epsilon, float.MaxValue, float.NaN, float.NegativeInfinity, 0.1f];
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [], [new Tensor("empty", [0], Array.Empty<float>()), new Tensor("t", [7], values)]);
        stream.Position = 0;
        var (_, tensors) = Read(stream);
        Assert.Equal(["empty", "t"], tensors.Keys);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits),
            tensors["t"].Floats.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Every_bit_pattern_of_doubles_survives()
    {
        double[] values = [0, -0.0, double.Epsilon, double.MaxValue, double.NaN, double.NegativeInfinity, 0.1];
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [], [new Tensor("empty", [0], Array.Empty<double>()), new Tensor("t", [7], values)]);
        stream.Position = 0;
        var (_, tensors) = Read(stream);
        Assert.Empty(tensors["empty"].Doubles);
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits),
            tensors["t"].Doubles.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Tensors_longer_than_one_piece_survive()
    {
        var values = new float[(3 << 20) + 5];
        for (var i = 0; i < values.Length; i++) values[i] = i;
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [], [new Tensor("t", [values.Length], values)]);
        stream.Position = 0;
        Assert.Equal(values, Read(stream).Tensors["t"].Values);
    }

    [Fact]
    public void Doubles_longer_than_one_piece_survive()
    {
        var values = new double[(3 << 19) + 5];
        for (var i = 0; i < values.Length; i++) values[i] = i;
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [], [new Tensor("t", [values.Length], values)]);
        stream.Position = 0;
        Assert.Equal(values, Read(stream).Tensors["t"].Values);
    }

    [Fact]
    public void Tensors_come_in_the_order_of_their_values_not_of_the_header()
    {
        var data = SafetensorsText.Build(
            """{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8);
        Assert.Equal(["a", "b"], Read(new MemoryStream(data)).Tensors.Keys);
    }

    [Theory]
    [InlineData(new byte[0], "ends within the length of the header")]
    [InlineData(new byte[] { 1, 2, 3 }, "ends within the length of the header")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "0 bytes long")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "18446744073709551615 bytes long")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "ends within the header")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'"', 0xff, (byte)'"' }, "not the expected JSON")]
    public void Damaged_frames_are_refused(byte[] data, string problem) =>
        Assert.Contains(problem, Message(data), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", 0, "not the expected JSON")]
    [InlineData("{}}", 0, "not the expected JSON")]
    [InlineData("""{"t":5}""", 0, "not the expected JSON")]
    [InlineData("""{"t":{}}""", 0, "not the expected JSON")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "not the expected JSON")]
    [InlineData("""{"__metadata__":{"k":"a","k":"b"}}""", 0, "not the expected JSON")]
    [InlineData("""{"t":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}""", 2, "'t' has the type F16, but only F32 and F64")]
    [InlineData("""{"t":{"dtype":"f64","shape":[1],"data_offsets":[0,8]}}""", 8, "'t' has the type f64")]
    [InlineData("""{"t":{"dtype":null,"shape":[1],"data_offsets":[0,8]}}""", 8, "'t' has the type ")]
    [InlineData("""{"t":{"dtype":64,"shape":[1],"data_offsets":[0,8]}}""", 8, "not the expected JSON")]
    [InlineData("""{"t":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}""", 4, "'t' has shape [1], 8 bytes, but its place holds 4")]
    [InlineData("""{"t":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,8]}}""", 8, "not the expected JSON")]
    [InlineData("""{"t":{"dtype":"F64","shape":[4294967296],"data_offsets":[0,34359738368]}}""", 8, "larger than an array can be")]
    [InlineData("""{"t":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", 7, "ends within tensor 't'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "'t' has shape [2], 8 bytes, but its place holds 4")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "1 offsets instead of 2")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'t' has shape [1], 4 bytes, but its place holds -4")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'-1' is not a size")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "'1.5' is not a size")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "not the expected JSON")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,17179869184]}}""", 4, "larger than an array can be")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'t' starts at byte 4 of the values but must start at 0")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "ends within tensor 't'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "bytes after the last tensor")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'t' is there twice")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "'u' starts at byte 0 of the values but must start at 4")]
    public void Malformed_headers_are_refused(string header, int valueBytes, string problem) =>
        Assert.Contains(problem, Message(SafetensorsText.Build(header, valueBytes)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"t":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}""")]
    [InlineData("""{"t":{"dtype":"F64","shape":[1073741824],"data_offsets":[0,8589934592]}}""")]
    public void A_small_file_that_claims_gigabytes_takes_little_memory(string tensorHeader)
    {
        var tensor = SafetensorsText.Build(tensorHeader, 0);
        var header = new byte[100];
        BinaryPrimitives.WriteUInt64LittleEndian(header, 99_000_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ends within tensor 't'", Message(tensor), StringComparison.Ordinal);
        Assert.Contains("ends within the header", Message(header), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }
}
