using ILGPU;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>A float in a kernel, so that the formulas of the core run on the GPU as they are.
/// <para>Compilers turn conditions around: "if x &lt;= 0" becomes "skip where x &gt; 0 or x is NaN", and ILGPU drops
/// the "or" in OpenCL. So kernels ask <c>float.IsNaN</c> where it matters what becomes of NaN.</para></summary>
internal readonly struct GpuReal(float value) : IReal<GpuReal>
{
    public readonly float Value = value;

    public static GpuReal operator +(GpuReal a, GpuReal b) => new(a.Value + b.Value);

    public static GpuReal operator -(GpuReal a, GpuReal b) => new(a.Value - b.Value);

    public static GpuReal operator *(GpuReal a, GpuReal b) => new(a.Value * b.Value);

    public static GpuReal operator /(GpuReal a, GpuReal b) => new(a.Value / b.Value);

    public static GpuReal operator -(GpuReal a) => new(-a.Value);

    public static implicit operator GpuReal(double constant) => new((float)constant);

    public static implicit operator GpuReal(float constant) => new(constant);

    /// <summary>The driver's compiler makes one instruction of it where it can.</summary>
    public static GpuReal MultiplyAdd(GpuReal a, GpuReal b, GpuReal c) => new(a.Value * b.Value + c.Value);

    public static GpuReal Abs(GpuReal a) => new(IntrinsicMath.Abs(a.Value));

    public static GpuReal Sqrt(GpuReal a) => new(MathF.Sqrt(a.Value));

    public static GpuReal Exp(GpuReal a) => new(GpuFunctions.Exp(a.Value));

    public static GpuReal ExpM1(GpuReal a) => new(GpuFunctions.ExpM1(a.Value));

    public static GpuReal Tanh(GpuReal a) => new(GpuFunctions.Tanh(a.Value));

    public static GpuReal Erf(GpuReal a) => new(GpuFunctions.Erf(a.Value));

    public static GpuReal Log(GpuReal a) => new(GpuFunctions.Log(a.Value));

    /// <summary>By comparisons, as a GPU's own maximum gives the other operand where one is NaN.</summary>
    public static GpuReal Max(GpuReal a, GpuReal b) =>
        new(!float.IsNaN(a.Value) && a.Value < b.Value ? b.Value : a.Value);

    public static GpuReal Min(GpuReal a, GpuReal b) =>
        new(!float.IsNaN(a.Value) && a.Value > b.Value ? b.Value : a.Value);

    public static GpuReal IfPositive(GpuReal condition, GpuReal then, GpuReal otherwise) =>
        new(condition.Value > 0 ? then.Value : otherwise.Value);
}
