namespace MLNet.Mlp.Backends;

/// <summary>A sum of the squares of floats that cannot overflow: those of large numbers are summed apart, in another
/// unit (Blue, 1978). Squares that are too small for a float count as 0.</summary>
internal struct SquareSum
{
    // Squares of 2^31 numbers of up to 2^40 are no more than 2^111.
    private const float Large = 1L << 40;

    // What large numbers are multiplied by: 2^-60 and again 2^-30.
    private const float Unit = 1f / (1L << 60) / (1L << 30);

    /// <summary>The sum for all but large numbers, and for these in their unit.</summary>
    public float Plain, InUnit;

    public void Add(float value)
    {
        if (value > Large || value < -Large)
        {
            value *= Unit;
            InUnit += value * value;
        }
        else Plain += value * value; // Also where it is NaN.
    }

    /// <summary>The root of the sum.</summary>
    public readonly float Norm()
    {
        // Unit^2 is 0 in a float, and a compiler might multiply it out.
        float large = MathF.Sqrt(InUnit), small = MathF.Sqrt(Plain);
        if (!(InUnit > 0) && !float.IsNaN(InUnit)) return small;
        small *= Unit;
        return MathF.Sqrt(large * large + small * small) / Unit;
    }
}
