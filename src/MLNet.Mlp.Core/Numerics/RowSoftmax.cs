using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLNet.Mlp.Numerics;

/// <summary>The softmax of a row of floats, with the sums that its cross-entropy is made of.</summary>
/// <param name="Largest">m, the largest logit. Where one is NaN it may be any, but then the sums are NaN.</param>
/// <param name="ExpSum">The sum of exp(z_k - m).</param>
/// <param name="DifferenceSum">The sum of z_k - m, each cut off at <see cref="LeastDifference"/>.</param>
/// <param name="LargestComesBefore">Whether a logit before the label's equals m. 0 and -0 are equal.</param>
internal readonly record struct RowSoftmax(float Largest, float ExpSum, double DifferenceSum, bool LargestComesBefore)
{
    /// <summary>Where logits are further apart than floats reach, the difference would be infinite, and 0 times that is
    /// NaN.</summary>
    public const float LeastDifference = -3e38f;

    // Differences are summed in this unit, a power of two, so that no million of them overflows.
    private const float DifferenceUnit = 1 << 20;

    // Up to here a plain loop finds the largest sooner than a call.
    private const int ShortRow = 32;

    private static int Width => Vector<float>.Count;

    /// <summary>
    /// Turns the logits z into scale softmax(z) + offset. The largest is subtracted first, which cancels but keeps exp
    /// in range: so the logits may be of any finite size.
    /// <para>It goes over whole vectors, and over one more that ends with the row and is kept in a register meanwhile.
    /// The lanes that it shares with the vector before get the same numbers from both, but count once in the sums. A
    /// row that fills no vector is copied to one.</para>
    /// </summary>
    /// <param name="z">The logits; at least one.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="label">The place of a logit of which to tell whether it is the first of the largest, or 0.</param>
    public static RowSoftmax Apply(Span<float> z, float scale, float offset, int label)
    {
        if (z.Length < Width) return ApplyToCopy(z, scale, offset, label);
        ref var start = ref MemoryMarshal.GetReference(z);
        ref var end = ref Unsafe.Add(ref start, z.Length - Width);
        return Apply(ref start, ref end, z.Length, LargestOf(z), scale, offset, label);
    }

    private static RowSoftmax ApplyToCopy(Span<float> z, float scale, float offset, int label)
    {
        Span<float> copy = stackalloc float[Width];
        ref var start = ref MemoryMarshal.GetReference(copy);
        Float32Vector.Store(Float32Vector.LoadPart(z), ref start);
        var result = Apply(ref start, ref start, z.Length, LargestOf(z), scale, offset, label);
        copy[..z.Length].CopyTo(z);
        return result;
    }

    /// <summary>The row begins at <paramref name="start"/>, and the vector that ends with it at <paramref name="end"/>.
    /// </summary>
    private static RowSoftmax Apply(
        ref float start, ref float end, int length, float largest, float scale, float offset, int label)
    {
        var (shift, before) = (new Vector<float>(largest), new Vector<int>(label));
        var (expSums, differenceSums, earlier) = (Vector<float>.Zero, Vector<float>.Zero, Vector<int>.Zero);
        var last = Vector.LoadUnsafe(ref end);
        var whole = length - length % Width;
        for (nint k = 0; k < whole; k += Width)
        {
            var logits = Vector.LoadUnsafe(ref Unsafe.Add(ref start, k));
            var differences = Difference(logits, shift);
            var exponentials = VectorFunctions.Exp(differences);
            exponentials.StoreUnsafe(ref Unsafe.Add(ref start, k));
            expSums += exponentials;
            differenceSums += differences * (1 / DifferenceUnit);
            earlier |= Vector.Equals(logits, shift) & Vector.LessThan(Indices(k), before);
        }
        if (whole < length)
        {
            var indices = Indices(Math.Max(0, length - Width));
            var isNew = Vector.GreaterThanOrEqual(indices, new Vector<int>(whole)) &
                Vector.LessThan(indices, new Vector<int>(length));
            earlier |= Vector.Equals(last, shift) & Vector.LessThan(indices, before) & isNew;
            var differences = Difference(last, shift);
            last = VectorFunctions.Exp(differences);
            expSums += Vector.ConditionalSelect(isNew, last, Vector<float>.Zero);
            differenceSums += Vector.ConditionalSelect(
                isNew, differences * (1 / DifferenceUnit), Vector<float>.Zero);
        }

        var expSum = Vector.Sum(expSums);
        var (factor, summand) = (new Vector<float>(scale / expSum), new Vector<float>(offset));
        for (nint k = 0; k < whole; k += Width)
        {
            ref var here = ref Unsafe.Add(ref start, k);
            Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref here), factor, summand).StoreUnsafe(ref here);
        }
        if (whole < length) Vector.MultiplyAddEstimate(last, factor, summand).StoreUnsafe(ref end);
        return new(
            largest, expSum, (double)Vector.Sum(differenceSums) * DifferenceUnit,
            Vector.LessThanAny(earlier, Vector<int>.Zero));
    }

    private static Vector<int> Indices(nint first) => Vector<int>.Indices + new Vector<int>((int)first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Difference(Vector<float> logits, Vector<float> largest) =>
        Vector.MaxNative(new Vector<float>(LeastDifference), logits - largest);

    private static float LargestOf(ReadOnlySpan<float> z)
    {
        if (z.Length > ShortRow) return TensorPrimitives.Max(z);
        var largest = float.NegativeInfinity;
        foreach (var logit in z) largest = float.MaxNative(largest, logit);
        return largest;
    }
}
