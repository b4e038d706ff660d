using System.Numerics;
using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Numerics;

/// <summary>
/// Elementary functions of float vectors, all from one reduction: x = n log(2) + r with a whole n and r within
/// ±log(2) / 2, so that exp(x) = 2^n (1 + p) with p = exp(r) - 1. The coefficients are minimax fits (Remez exchange in
/// 40 digits).
/// <para>Errors are in units in the last place of the exact result's float, and hold for every float, with and without
/// a fused multiply-add and on vectors of every width: the tests go through all floats at a stride. NaN gives NaN. A
/// number's result depends neither on its lane nor on its neighbours.</para>
/// <para>TensorPrimitives has the exponential functions too. On a Zen 4 they take 1.1 to 2 times as long for 64 floats
/// and more, and 1.5 to 3 times for 16; its ExpM1 and Tanh lose all digits near 0, where here none are lost.</para>
/// </summary>
internal static class VectorFunctions
{
    private const float Log2E = 1.44269504f;

    // log(2) in two parts. The first has so few bits that n times it is exact.
    private const float Log2High = 0.693359375f, Log2Low = -2.12194440e-4f;

    // Beyond these exp is infinite and 0: the lower makes n = -126, for which HalfPower below is 0.
    private const float MostExponent = 89f, LeastExponent = -87.3f;

    // Adding it leaves the rounded number in the lowest bits.
    private const float RoundingShift = 12582912f;

    /// <summary>exp(x), off by at most 2 units; 0 below -86.99, where it would be below 1.7e-38, and infinite from
    /// where it is beyond the largest float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        var (p, halfPower) = Reduce(x);
        return Twice(Vector.MultiplyAddEstimate(p, halfPower, halfPower));
    }

    /// <summary>exp(x) - 1, off by at most 2 units, so also near 0 and for denormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> ExpM1(Vector<float> x)
    {
        var (p, halfPower) = Reduce(x);
        return Twice(Vector.MultiplyAddEstimate(p, halfPower, halfPower - new Vector<float>(0.5f)));
    }

    /// <summary>tanh(x) = -e / (2 + e) for x >= 0 with e = exp(-2x) - 1, off by at most 3 units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        var e = ExpM1(new Vector<float>(-2f) * Vector.Abs(x));
        return WithSignOf(x, e / (new Vector<float>(2f) + e));
    }

    /// <summary>erf(x) = 1 - exp(x q(x)) for x >= 0, where q is a polynomial in place of log(1 - erf(x)) / x; off by at
    /// most 4 units. From 4 on it is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Erf(Vector<float> x)
    {
        var t = Vector.MinNative(new Vector<float>(4f), Vector.Abs(x));
        var q = new Vector<float>(9.25622558e-6f);
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(-1.17640921e-4f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(6.32835620e-4f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(-1.66702522e-3f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(1.60393835e-4f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(1.91530651e-2f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(-0.102777831f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(-0.636619382f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(-1.12837917f));
        return WithSignOf(x, ExpM1(q * t));
    }

    /// <summary>p and 2^(n - 1): half of 2^n, so that the largest results still have a power that is finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float> P, Vector<float> HalfPower) Reduce(Vector<float> x)
    {
        // As in Float32Vector.Max, the operand that may be NaN stands second.
        x = Vector.MaxNative(new Vector<float>(LeastExponent), x);
        x = Vector.MinNative(new Vector<float>(MostExponent), x);
        var shift = new Vector<float>(RoundingShift);
        var shifted = Vector.MultiplyAddEstimate(x, new Vector<float>(Log2E), shift);
        var n = shifted - shift;
        var r = Vector.MultiplyAddEstimate(n, new Vector<float>(-Log2High), x);
        r = Vector.MultiplyAddEstimate(n, new Vector<float>(-Log2Low), r);

        // (exp(r) - 1 - r) / r², so that r itself enters p unrounded.
        var g = new Vector<float>(1.38825234e-3f);
        g = Vector.MultiplyAddEstimate(g, r, new Vector<float>(8.36651517e-3f));
        g = Vector.MultiplyAddEstimate(g, r, new Vector<float>(4.16671997e-2f));
        g = Vector.MultiplyAddEstimate(g, r, new Vector<float>(0.166665437f));
        g = Vector.MultiplyAddEstimate(g, r, new Vector<float>(0.499999982f));
        var p = Vector.MultiplyAddEstimate(g, r * r, r);

        // A float's exponent is stored above its 23 bits of fraction and off by 127.
        var exponent = Vector.AsVectorInt32(shifted) - Vector.AsVectorInt32(shift) + new Vector<int>(126);
        return (p, Vector.AsVectorSingle(Vector.ShiftLeft(exponent, 23)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Twice(Vector<float> x) => x + x;

    /// <summary>|value| with the sign of x: the functions above are odd, and their formulas give minus the value for
    /// |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> WithSignOf(Vector<float> x, Vector<float> value)
    {
        var sign = new Vector<float>(-0f);
        return Vector.ConditionalSelect(Vector.AsVectorInt32(sign), x, value);
    }
}
