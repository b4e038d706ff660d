namespace MLNet.Mlp;

/// <summary>The smooth way from one value to another along half a cosine.</summary>
internal static class CosineCurve
{
    /// <param name="from">The value at progress 0.</param>
    /// <param name="to">The value at progress 1.</param>
    /// <param name="progress">In 0..1.</param>
    public static double Between(double from, double to, double progress) =>
        to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;
}
