namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>A named constant of a node.</summary>
internal abstract record OnnxAttribute(string Name)
{
    public sealed record Integer(string Name, long Value) : OnnxAttribute(Name);

    public sealed record Real(string Name, float Value) : OnnxAttribute(Name);
}
