namespace MLNet.Mlp.Persistence;

/// <summary>A named array of numbers.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Shape">Its sizes, outermost first.</param>
/// <param name="Values">Its values in row-major order: an array of float, type F32, or of double, type F64.</param>
internal sealed record Tensor(string Name, long[] Shape, Array Values)
{
    /// <summary>The values of an F32 tensor.</summary>
    public float[] Floats => (float[])Values;

    /// <summary>The values of an F64 tensor.</summary>
    public double[] Doubles => (double[])Values;
}
