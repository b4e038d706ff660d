using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace MLNet.Mlp.Backends;

/// <summary>The operations of the matrix kernel on one width of vector register, so that one source serves every width.
/// Static abstract members on a struct are resolved when the kernel is compiled and cost nothing.</summary>
internal unsafe interface ISimd<TVector>
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Vector registers of the processor.</summary>
    static abstract int RegisterCount { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(float* destination, TVector value);

    /// <summary>One float in all lanes. It is given by its address, and so becomes one instruction that loads and
    /// spreads it; a float passed by value would be loaded by one and spread by another.</summary>
    static abstract TVector Broadcast(float* source);

    /// <summary>a * b + c, rounded once where the hardware has it.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);
}

internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Width => 16;

    public static int RegisterCount => 32;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(float* destination, Vector512<float> value) => value.Store(destination);

    public static Vector512<float> Broadcast(float* source) => Vector512.Create(*source);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);
}

internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => 8;

    public static int RegisterCount => 16;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(float* destination, Vector256<float> value) => value.Store(destination);

    public static Vector256<float> Broadcast(float* source) => Vector256.Create(*source);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);
}

/// <summary>For machines with neither AVX-512 nor AVX2. FusedMultiplyAdd would there be a call to a software routine,
/// so the estimate, which may round twice, is taken instead.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Width => 4;

    public static int RegisterCount => AdvSimd.IsSupported ? 32 : 16;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(float* destination, Vector128<float> value) => value.Store(destination);

    public static Vector128<float> Broadcast(float* source) => Vector128.Create(*source);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.MultiplyAddEstimate(a, b, c);
}
