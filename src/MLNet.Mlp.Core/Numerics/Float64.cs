using MathNet.Numerics;

namespace MLNet.Mlp.Numerics;

/// <summary>A number in double precision.</summary>
internal readonly record struct Float64(double Value) : IReal<Float64>
{
    public static Float64 operator +(Float64 a, Float64 b) => new(a.Value + b.Value);

    public static Float64 operator -(Float64 a, Float64 b) => new(a.Value - b.Value);

    public static Float64 operator *(Float64 a, Float64 b) => new(a.Value * b.Value);

    public static Float64 operator /(Float64 a, Float64 b) => new(a.Value / b.Value);

    public static Float64 operator -(Float64 a) => new(-a.Value);

    public static implicit operator Float64(double constant) => new(constant);

    public static implicit operator Float64(float constant) => new(constant);

    public static Float64 MultiplyAdd(Float64 a, Float64 b, Float64 c) => a.Value * b.Value + c.Value;

    public static Float64 Abs(Float64 a) => Math.Abs(a.Value);

    public static Float64 Sqrt(Float64 a) => Math.Sqrt(a.Value);

    public static Float64 Exp(Float64 a) => Math.Exp(a.Value);

    /// <summary>Near 0 by Kahan's correction: u = exp(a) has lost digits of a, but just those that log(u) lacks too.
    /// </summary>
    public static Float64 ExpM1(Float64 a)
    {
        var u = Math.Exp(a.Value);
        return Math.Abs(a.Value) < 1 && u != 1 ? (u - 1) * a.Value / Math.Log(u) : u == 1 ? a : u - 1;
    }

    public static Float64 Tanh(Float64 a) => Math.Tanh(a.Value);

    public static Float64 Erf(Float64 a) => SpecialFunctions.Erf(a.Value);

    public static Float64 Log(Float64 a) => Math.Log(a.Value);

    public static Float64 Max(Float64 a, Float64 b) => Math.Max(a.Value, b.Value);

    public static Float64 Min(Float64 a, Float64 b) => Math.Min(a.Value, b.Value);

    public static Float64 IfPositive(Float64 condition, Float64 then, Float64 otherwise) =>
        condition.Value > 0 ? then : otherwise;
}
