using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Four floats side by side, read and written by one instruction.</summary>
internal struct Float4
{
    public float X, Y, Z, W;

    public Float4(float x, float y, float z, float w) => (X, Y, Z, W) = (x, y, z, w);

    /// <summary>Reads floats <paramref name="index"/> .. index + 3; the index must be a multiple of 4, as what views
    /// begin with is aligned.</summary>
    public static Float4 Load(ArrayView<float> view, long index) => view.Cast<Float4>()[index / 4];

    /// <inheritdoc cref="Load"/>
    public static void Store(ArrayView<float> view, long index, Float4 value) => view.Cast<Float4>()[index / 4] = value;

    /// <summary>a b + c, element by element.</summary>
    public static Float4 MultiplyAdd(float a, Float4 b, Float4 c) =>
        new(a * b.X + c.X, a * b.Y + c.Y, a * b.Z + c.Z, a * b.W + c.W);
}
