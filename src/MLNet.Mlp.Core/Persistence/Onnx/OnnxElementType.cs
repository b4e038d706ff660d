namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>The types of numbers that nodes and tensors name, as onnx.proto numbers them in
/// TensorProto.DataType.</summary>
internal static class OnnxElementType
{
    public const int Float = 1;
    public const int UInt32 = 12;
}
