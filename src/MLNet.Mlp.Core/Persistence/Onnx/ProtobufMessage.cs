using Google.Protobuf;

namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>A message of Protocol Buffers as a list of its fields: each a number, which says what it means, and a
/// value. The lengths of messages stand before them in the file and so are known before anything is written.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    /// <summary>Bytes of all fields.</summary>
    public long Size { get; private set; }

    public ProtobufMessage Add(int field, long value) => Add(field, WireFormat.WireType.Varint,
        CodedOutputStream.ComputeInt64Size(value), stream => stream.WriteInt64(value));

    public ProtobufMessage Add(int field, float value) => Add(field, WireFormat.WireType.Fixed32,
        sizeof(float), stream => stream.WriteFloat(value));

    public ProtobufMessage Add(int field, string value) => Add(field, WireFormat.WireType.LengthDelimited,
        CodedOutputStream.ComputeStringSize(value), stream => stream.WriteString(value));

    /// <summary>Adds a field that holds a message, as it is now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        var length = message.Size;
        return Add(field, WireFormat.WireType.LengthDelimited, SizeWithLength(length), stream =>
        {
            stream.WriteLength(checked((int)length));
            message.WriteTo(stream);
        });
    }

    /// <summary>Adds a field of the type <c>bytes</c> that holds numbers, 4 bytes each, little-endian.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<float> values)
    {
        var length = (long)sizeof(float) * values.Length;
        return Add(field, WireFormat.WireType.LengthDelimited, SizeWithLength(length), stream =>
        {
            stream.WriteLength(checked((int)length));
            foreach (var value in values.Span) stream.WriteFloat(value);
        });
    }

    public void WriteTo(CodedOutputStream stream)
    {
        foreach (var write in _fields) write(stream);
    }

    private ProtobufMessage Add(int field, WireFormat.WireType type, long size, Action<CodedOutputStream> writeValue)
    {
        Size += CodedOutputStream.ComputeTagSize(field) + size;
        _fields.Add(stream =>
        {
            stream.WriteTag(field, type);
            writeValue(stream);
        });
        return this;
    }

    private static long SizeWithLength(long length) => CodedOutputStream.ComputeInt64Size(length) + length;
}
