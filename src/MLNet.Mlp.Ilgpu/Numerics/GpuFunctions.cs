using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>
/// The elementary functions of <see cref="Numerics.VectorFunctions"/>, with its reduction and its coefficients, for one
/// float in a kernel. A GPU's own ex2 and lg2 are approximations whose errors differ from device to device; these are
/// sums and products and a few bits, and so the same on all but for where a product and a sum are rounded once.
/// </summary>
internal static class GpuFunctions
{
    private const float Log2E = 1.44269504f;

    // log(2) in two parts. The first has so few bits that n times it is exact.
    private const float Log2High = 0.693359375f, Log2Low = -2.12194440e-4f;

    // Beyond these exp is infinite and 0.
    private const float MostExponent = 89f, LeastExponent = -87.3f;

    // Adding it leaves the rounded number in the lowest bits.
    private const float RoundingShift = 12582912f;

    /// <summary>x within -limit .. limit; NaN stays NaN.</summary>
    public static float Clip(float x, float limit) =>
        float.IsNaN(x) ? x : x > limit ? limit : x < -limit ? -limit : x;

    /// <summary>exp(x); 0 below -86.99 and infinite from where it is beyond the largest float.</summary>
    public static float Exp(float x)
    {
        var half = HalfPower(x);
        var y = P(x) * half + half;
        return y + y;
    }

    /// <summary>exp(x) - 1.</summary>
    public static float ExpM1(float x)
    {
        var half = HalfPower(x);
        var y = P(x) * half + (half - 0.5f);
        return y + y;
    }

    /// <summary>tanh(x) = -e / (2 + e) for x >= 0 with e = exp(-2x) - 1.</summary>
    public static float Tanh(float x)
    {
        var e = ExpM1(-2f * IntrinsicMath.Abs(x));
        var y = -e / (2f + e);
        return x < 0 ? -y : y;
    }

    /// <summary>erf(x) = 1 - exp(x q(x)) for x >= 0, and 1 from 4 on.</summary>
    public static float Erf(float x)
    {
        var t = IntrinsicMath.Abs(x);
        t = t > 4f ? 4f : t;
        var q = 9.25622558e-6f;
        q = q * t - 1.17640921e-4f;
        q = q * t + 6.32835620e-4f;
        q = q * t - 1.66702522e-3f;
        q = q * t + 1.60393835e-4f;
        q = q * t + 1.91530651e-2f;
        q = q * t - 0.102777831f;
        q = q * t - 0.636619382f;
        q = q * t - 1.12837917f;
        var y = -ExpM1(q * t);
        return x < 0 ? -y : y;
    }

    /// <summary>log(x) = n log(2) + log(m) with m in [sqrt(1/2), sqrt(2)), by the polynomial of Cephes' logf (Moshier,
    /// 1989) in m - 1; -infinity for 0 and NaN below. Denormals count as 0.</summary>
    public static float Log(float x)
    {
        if (!(x > 1.17549435e-38f)) return x >= 0 ? float.NegativeInfinity : float.NaN;
        if (x > float.MaxValue) return x;
        var bits = Interop.FloatAsInt(x);
        // The exponent that brings the fraction into the interval: 0x3f3504f3 are the bits of sqrt(1/2).
        var n = (int)(bits - 0x3f3504f3u) >> 23;
        var f = Interop.IntAsFloat(bits - (uint)(n << 23)) - 1f;
        var s = f * f;
        var p = 7.0376836292e-2f;
        p = p * f - 1.1514610310e-1f;
        p = p * f + 1.1676998740e-1f;
        p = p * f - 1.2420140846e-1f;
        p = p * f + 1.4249322787e-1f;
        p = p * f - 1.6668057665e-1f;
        p = p * f + 2.0000714765e-1f;
        p = p * f - 2.4999993993e-1f;
        p = p * f + 3.3333331174e-1f;
        var y = p * f * s + n * Log2Low - 0.5f * s;
        return f + y + n * Log2High;
    }

    private static float Shifted(float x) => Clamp(x) * Log2E + RoundingShift;

    /// <summary>exp(r) - 1 for what is left of x.</summary>
    private static float P(float x)
    {
        var n = Shifted(x) - RoundingShift;
        var r = Clamp(x) - n * Log2High;
        r -= n * Log2Low;
        var g = 1.38825234e-3f;
        g = g * r + 8.36651517e-3f;
        g = g * r + 4.16671997e-2f;
        g = g * r + 0.166665437f;
        g = g * r + 0.499999982f;
        return g * (r * r) + r;
    }

    /// <summary>2^(n - 1): a float's exponent is stored above its 23 bits of fraction and off by 127.</summary>
    private static float HalfPower(float x) => Interop.IntAsFloat(
        (Interop.FloatAsInt(Shifted(x)) - Interop.FloatAsInt(RoundingShift) + 126u) << 23);

    /// <summary>NaN stays NaN.</summary>
    private static float Clamp(float x) =>
        float.IsNaN(x) ? x : x < LeastExponent ? LeastExponent : x > MostExponent ? MostExponent : x;
}
