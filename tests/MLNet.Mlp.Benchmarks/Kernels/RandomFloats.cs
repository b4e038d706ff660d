namespace MLNet.Mlp.Benchmarks;

/// <summary>Numbers to compute with; the time does not depend on their values.</summary>
internal static class RandomFloats
{
    /// <summary>Numbers in [least, least + 1).</summary>
    public static float[] Create(int count, float least = -0.5f)
    {
        var random = new Random(1);
        var floats = new float[count];
        foreach (ref var value in floats.AsSpan()) value = least + random.NextSingle();
        return floats;
    }
}
