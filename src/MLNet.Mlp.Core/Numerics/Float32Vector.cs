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

    /// <summary>Static, as a method of the value itself would take its address and so send it through memory.</summary>
    public static void Store(Float32Vector value, ref float destination) => value.Value.StoreUnsafe(ref destination);

    /// <summary>Fewer floats than a vector holds, and zeros in place of the others. Each is put in its lane by itself:
    /// to write them to memory one by one and read them as a vector would wait until they have all arrived
    /// there.</summary>
    public static Float32Vector LoadPart(ReadOnlySpan<float> source)
    {
        var whole = Vector<float>.Zero;
        for (var i = 0; i < source.Length; i++)
            whole = Vector.ConditionalSelect(
                Vector.Equals(Vector<int>.Indices, new Vector<int>(i)), new Vector<float>(source[i]), whole);
        return new(whole);
    }

    /// <summary>Writes the first floats, as many as <paramref name="destination"/> has.</summary>
    public static void StorePart(Float32Vector value, Span<float> destination)
    {
        var whole = value.Value;
        ref var start = ref Unsafe.As<Vector<float>, float>(ref whole);
        for (var i = 0; i < Math.Min(destination.Length, Width); i++) destination[i] = Unsafe.Add(ref start, i);
    }

    public static Float32Vector operator +(Float32Vector a, Float32Vector b) => new(a.Value + b.Value);

    public static Float32Vector operator -(Float32Vector a, Float32Vector b) => new(a.Value - b.Value);

    public static Float32Vector operator *(Float32Vector a, Float32Vector b) => new(a.Value * b.Value);

    public static Float32Vector operator /(Float32Vector a, Float32Vector b) => new(a.Value / b.Value);

    public static Float32Vector operator -(Float32Vector a) => new(-a.Value);

    public static implicit operator Float32Vector(double constant) => new(new Vector<float>((float)constant));

    public static implicit operator Float32Vector(float constant) => new(new Vector<float>(constant));

    public static Float32Vector MultiplyAdd(Float32Vector a, Float32Vector b, Float32Vector c) =>
        new(Vector.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    public static Float32Vector Abs(Float32Vector a) => new(Vector.Abs(a.Value));

    public static Float32Vector Sqrt(Float32Vector a) => new(Vector.SquareRoot(a.Value));

    public static Float32Vector Exp(Float32Vector a) => new(VectorFunctions.Exp(a.Value));

    public static Float32Vector ExpM1(Float32Vector a) => new(VectorFunctions.ExpM1(a.Value));

    public static Float32Vector Tanh(Float32Vector a) => new(VectorFunctions.Tanh(a.Value));

    public static Float32Vector Erf(Float32Vector a) => new(VectorFunctions.Erf(a.Value));

    /// <summary>Off by at most 3 units in the last place; -infinity for 0, and NaN below.</summary>
    public static Float32Vector Log(Float32Vector a) => new(Vector.Log(a.Value));

    /// <summary>The machine's own instruction, where <see cref="Vector.Max"/> is six: it gives the second operand where
    /// either is NaN, or NaN.</summary>
    public static Float32Vector Max(Float32Vector a, Float32Vector b) => new(Vector.MaxNative(b.Value, a.Value));

    public static Float32Vector Min(Float32Vector a, Float32Vector b) => new(Vector.MinNative(b.Value, a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32Vector IfPositive(Float32Vector condition, Float32Vector then, Float32Vector otherwise) =>
        new(Vector.ConditionalSelect(
            Vector.GreaterThan(condition.Value, Vector<float>.Zero), then.Value, otherwise.Value));
}
