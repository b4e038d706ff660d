using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>What the tensor cores of an NVIDIA GPU multiply: factors of fewer bits, whose products are added up in
/// floats.</summary>
internal interface ITensorFormat
{
    /// <summary>Steps along k of one instruction.</summary>
    static abstract int StepDepth { get; }

    /// <summary>Rounds a factor, into a float.</summary>
    static abstract float Round(float x);

    /// <summary>The register of a thread that has some factors of a line.</summary>
    /// <param name="slice">The slice, of rounded factors.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="stride">Floats from one step along k to the next.</param>
    /// <param name="step">The instruction of the slice.</param>
    /// <param name="half">0 for the first register of the line, 1 for the second.</param>
    /// <param name="t">The thread's place among the four of a line.</param>
    /// <param name="line">The line.</param>
    static abstract uint Factor(
        ArrayView<float> slice, int start, int stride, int step, int half, int t, int line);

    /// <summary>Adds the products of 16 rows of A and 32 columns of B to sums 0 .. 15 of the thread.</summary>
    static abstract void MultiplyRow0(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3);

    /// <summary>The same for sums 16 .. 31.</summary>
    static abstract void MultiplyRow1(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3);

    /// <summary>The same for sums 32 .. 47.</summary>
    static abstract void MultiplyRow2(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3);

    /// <summary>The same for sums 48 .. 63.</summary>
    static abstract void MultiplyRow3(Factors4 a, Factors2 b0, Factors2 b1, Factors2 b2, Factors2 b3);
}

/// <summary>A thread's registers of 16 rows of A.</summary>
internal readonly struct Factors4(uint x, uint y, uint z, uint w)
{
    public readonly uint X = x, Y = y, Z = z, W = w;
}

/// <summary>A thread's registers of 8 columns of B.</summary>
internal readonly struct Factors2(uint x, uint y)
{
    public readonly uint X = x, Y = y;
}
