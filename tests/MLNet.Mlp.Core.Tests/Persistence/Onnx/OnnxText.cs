using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace MLNet.Mlp.Core.Tests.Persistence.Onnx;

/// <summary>Reads an ONNX file back, as text to be compared: a line for the versions, one for each node, one for each
/// initializer, then input and output. Knows the fields of onnx.proto that are expected; any other is an
/// error.</summary>
internal static class OnnxText
{
    public static string[] Of(byte[] model)
    {
        var fields = Fields(model);
        var set = Fields(Bytes(fields, 8));
        return
        [
            $"IR {Number(fields, 1)}, operators '{Text(set, 1)}' {Number(set, 2)}, by {Text(fields, 2)}",
            .. Graph(Fields(Bytes(fields, 7))),
        ];
    }

    private static IEnumerable<string> Graph(ILookup<int, object> graph) =>
    [
        .. graph[1].Select(node => Node(Fields(node))),
        .. graph[5].Select(tensor => Tensor(Fields(tensor))),
        $"input {Matrix(Fields(Bytes(graph, 11)))}",
        $"output {Matrix(Fields(Bytes(graph, 12)))}",
    ];

    private static string Node(ILookup<int, object> node)
    {
        Assert.Equal(Text(node, 2), Text(node, 3));
        var inputs = string.Join(", ", node[1].Select(Text));
        return $"{Text(node, 2)} = {Text(node, 4)}({inputs}){string.Concat(node[5].Select(a => Attribute(Fields(a))))}";
    }

    private static string Attribute(ILookup<int, object> attribute) => Number(attribute, 20) switch
    {
        1 => string.Create(CultureInfo.InvariantCulture,
            $" {Text(attribute, 1)}={BitConverter.UInt32BitsToSingle((uint)attribute[2].Single())}"),
        2 => $" {Text(attribute, 1)}={Number(attribute, 3)}",
        var type => throw new InvalidOperationException($"Unexpected type of attribute: {type}."),
    };

    private static string Tensor(ILookup<int, object> tensor)
    {
        Assert.Equal(1, Number(tensor, 2));
        var values = MemoryMarshal.Cast<byte, float>(Bytes(tensor, 9)).ToArray()
            .Select(value => value.ToString(CultureInfo.InvariantCulture));
        return $"{Text(tensor, 8)}[{string.Join(", ", tensor[1])}]: {string.Join(' ', values)}";
    }

    private static string Matrix(ILookup<int, object> info)
    {
        var tensor = Fields(Bytes(Fields(Bytes(info, 2)), 1));
        Assert.Equal(1, Number(tensor, 1));
        var sizes = Fields(Bytes(tensor, 2))[1].Select(Fields)
            .Select(size => size.Contains(2) ? Text(size, 2) : Number(size, 1).ToString(CultureInfo.InvariantCulture));
        return $"{Text(info, 1)}[{string.Join(", ", sizes)}]";
    }

    private static byte[] Bytes(ILookup<int, object> fields, int field) => (byte[])fields[field].Single();

    private static string Text(ILookup<int, object> fields, int field) => Text(fields[field].Single());

    private static string Text(object bytes) => ByteString.CopyFrom((byte[])bytes).ToStringUtf8();

    private static long Number(ILookup<int, object> fields, int field) => (long)fields[field].Single();

    private static ILookup<int, object> Fields(object message)
    {
        var stream = new CodedInputStream((byte[])message);
        var fields = new List<(int Field, object Value)>();
        while (stream.ReadTag() is not 0 and var tag)
            fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => stream.ReadInt64(),
                WireFormat.WireType.Fixed32 => stream.ReadFixed32(),
                _ => (object)stream.ReadBytes().ToByteArray(),
            }));
        return fields.ToLookup(field => field.Field, field => field.Value);
    }
}
