using Google.Protobuf;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp.Core.Tests.Persistence.Onnx;

public class ProtobufMessageTests
{
    private static string Hex(ProtobufMessage message)
    {
        using var buffer = new MemoryStream();
        using (var stream = new CodedOutputStream(buffer)) message.WriteTo(stream);
        Assert.Equal(buffer.ToArray().Length, message.Size);
        return Convert.ToHexString(buffer.ToArray());
    }

    /// <summary>The bytes of the encoding guide of Protocol Buffers, and by hand after it.</summary>
    [Fact]
    public void Fields_have_the_bytes_that_the_specification_gives()
    {
        Assert.Equal("089601", Hex(new ProtobufMessage().Add(1, 150)));
        Assert.Equal("120774657374696E67", Hex(new ProtobufMessage().Add(2, "testing")));
        Assert.Equal("1A03089601", Hex(new ProtobufMessage().Add(3, new ProtobufMessage().Add(1, 150))));
        Assert.Equal("150000803F", Hex(new ProtobufMessage().Add(2, 1f)));
        Assert.Equal("4A080000803F000000C0", Hex(new ProtobufMessage().Add(9, new[] { 1f, -2f })));
        Assert.Equal("A00102", Hex(new ProtobufMessage().Add(20, 2)));
        Assert.Equal("0A00", Hex(new ProtobufMessage().Add(1, "")));
    }

    [Fact]
    public void Sizes_beyond_what_a_file_can_have_are_counted()
    {
        var values = new float[1 << 20];
        var (message, outer) = (new ProtobufMessage(), new ProtobufMessage());
        for (var i = 0; i < 600; i++) message.Add(9, values);
        Assert.Equal(600 * (1 + 4 + 4L * values.Length), message.Size); // Tag, length, values.
        Assert.Equal(1 + 5 + message.Size, outer.Add(7, message).Size);
    }
}
