namespace MLNet.Mlp.Persistence;

/// <summary>The type of a tensor's values.</summary>
/// <param name="Name">What safetensors calls it.</param>
/// <param name="Size">Bytes of a value.</param>
internal sealed record TensorType(string Name, int Size)
{
    public static readonly TensorType Float32 = new("F32", sizeof(float));

    public static readonly TensorType Float64 = new("F64", sizeof(double));

    public static readonly TensorType[] All = [Float32, Float64];

    public static TensorType Of(Array values) => values switch
    {
        float[] => Float32,
        double[] => Float64,
        _ => throw new ArgumentException($"A tensor's values must be float[] or double[]; got {values.GetType()}."),
    };
}
