using System.Runtime.CompilerServices;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Some neighbouring floats of a row of a matrix, in one, two or four vector registers. A tile of the matrix kernel is
/// some of these, one below the other; it is written once over this interface, and compiled for each number and width
/// of vectors.
/// <para>The fields of these structs become registers: .NET promotes structs of up to four fields whose methods are
/// all inlined.</para>
/// </summary>
internal unsafe interface IVectorRow<TSelf> where TSelf : struct, IVectorRow<TSelf>
{
    static abstract TSelf Load(float* source);

    void Store(float* destination);

    /// <summary>x b + c for each float of b and c, and one float x, rounded once where the hardware has it.</summary>
    static abstract TSelf MultiplyAdd(float* x, TSelf b, TSelf c);
}

internal unsafe struct VectorRow4<TSimd, TVector> : IVectorRow<VectorRow4<TSimd, TVector>>
    where TSimd : struct, ISimd<TVector>
{
    private TVector _v0;
    private TVector _v1;
    private TVector _v2;
    private TVector _v3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorRow4<TSimd, TVector> Load(float* source)
    {
        VectorRow4<TSimd, TVector> row;
        row._v0 = TSimd.Load(source);
        row._v1 = TSimd.Load(source + TSimd.Width);
        row._v2 = TSimd.Load(source + 2 * TSimd.Width);
        row._v3 = TSimd.Load(source + 3 * TSimd.Width);
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* destination)
    {
        TSimd.Store(destination, _v0);
        TSimd.Store(destination + TSimd.Width, _v1);
        TSimd.Store(destination + 2 * TSimd.Width, _v2);
        TSimd.Store(destination + 3 * TSimd.Width, _v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorRow4<TSimd, TVector> MultiplyAdd(
        float* x, VectorRow4<TSimd, TVector> b, VectorRow4<TSimd, TVector> c)
    {
        var xs = TSimd.Broadcast(x);
        VectorRow4<TSimd, TVector> row;
        row._v0 = TSimd.MultiplyAdd(xs, b._v0, c._v0);
        row._v1 = TSimd.MultiplyAdd(xs, b._v1, c._v1);
        row._v2 = TSimd.MultiplyAdd(xs, b._v2, c._v2);
        row._v3 = TSimd.MultiplyAdd(xs, b._v3, c._v3);
        return row;
    }
}

internal unsafe struct VectorRow2<TSimd, TVector> : IVectorRow<VectorRow2<TSimd, TVector>>
    where TSimd : struct, ISimd<TVector>
{
    private TVector _v0;
    private TVector _v1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorRow2<TSimd, TVector> Load(float* source)
    {
        VectorRow2<TSimd, TVector> row;
        row._v0 = TSimd.Load(source);
        row._v1 = TSimd.Load(source + TSimd.Width);
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* destination)
    {
        TSimd.Store(destination, _v0);
        TSimd.Store(destination + TSimd.Width, _v1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorRow2<TSimd, TVector> MultiplyAdd(
        float* x, VectorRow2<TSimd, TVector> b, VectorRow2<TSimd, TVector> c)
    {
        var xs = TSimd.Broadcast(x);
        VectorRow2<TSimd, TVector> row;
        row._v0 = TSimd.MultiplyAdd(xs, b._v0, c._v0);
        row._v1 = TSimd.MultiplyAdd(xs, b._v1, c._v1);
        return row;
    }
}

internal unsafe struct VectorRow1<TSimd, TVector> : IVectorRow<VectorRow1<TSimd, TVector>>
    where TSimd : struct, ISimd<TVector>
{
    private TVector _v0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorRow1<TSimd, TVector> Load(float* source)
    {
        VectorRow1<TSimd, TVector> row;
        row._v0 = TSimd.Load(source);
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* destination) => TSimd.Store(destination, _v0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorRow1<TSimd, TVector> MultiplyAdd(
        float* x, VectorRow1<TSimd, TVector> b, VectorRow1<TSimd, TVector> c)
    {
        VectorRow1<TSimd, TVector> row;
        row._v0 = TSimd.MultiplyAdd(TSimd.Broadcast(x), b._v0, c._v0);
        return row;
    }
}
