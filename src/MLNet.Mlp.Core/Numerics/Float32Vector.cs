using System.Numerics;
using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Numerics;

/// <summary>As many floats as the machine's usual vector register holds.</summary>
internal readonly struct Float32Vector(Vector<float> value) : IReal<Float32Vector>
{
    public readonly Vector<float> Value = value;

    /// <summary>Floats in a vector.</summary>
    public static int Width => Vector<float>.Count;

    public static Float32Vector Load(ref readonly float source) => new(Vector.LoadUnsafe(in source));

    public void Store(ref float destination) => Value.StoreUnsafe(ref destination);

    public static Float32Vector operator +(Float32Vector a, Float32Vector b) => new(a.Value + b.Value);

    public static Float32Vector operator -(Float32Vector a, Float32Vector b) => new(a.Value - b.Value);

    public static Float32Vector operator *(Float32Vector a, Float32Vector b) => new(a.Value * b.Value);

    public static Float32Vector operator /(Float32Vector a, Float32Vector b) => new(a.Value / b.Value);

    public static Float32Vector operator -(Float32Vector a) => new(-a.Value);

    public static implicit operator Float32Vector(double constant) => new(new Vector<float>((float)constant));

    public static Float32Vector Abs(Float32Vector a) => new(Vector.Abs(a.Value));

    public static Float32Vector Sqrt(Float32Vector a) => new(Vector.SquareRoot(a.Value));

    public static Float32Vector Exp(Float32Vector a) => new(Vector.Exp(a.Value));

    public static Float32Vector Log(Float32Vector a) => new(Vector.Log(a.Value));

    public static Float32Vector Max(Float32Vector a, Float32Vector b) => new(Vector.Max(a.Value, b.Value));

    public static Float32Vector Min(Float32Vector a, Float32Vector b) => new(Vector.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32Vector IfPositive(Float32Vector condition, Float32Vector then, Float32Vector otherwise) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(condition.Value, Vector<float>.Zero), then.Value, otherwise.Value));
}
