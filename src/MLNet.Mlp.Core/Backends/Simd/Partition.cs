namespace MLNet.Mlp.Backends;

/// <summary>How work is divided among threads.</summary>
internal static class Partition
{
    /// <summary>The part of 0 .. count - 1 that one of several threads owns: whole tiles, and the rest to the last.
    /// Threads beyond <paramref name="threadCount"/> own nothing.</summary>
    public static (int Start, int End) Of(int count, int tile, int thread, int threadCount)
    {
        if (thread >= threadCount) return (0, 0);
        var tiles = (count + tile - 1) / tile;
        int Bound(int part) => (int)Math.Min(count, (long)tiles * part / threadCount * tile);
        return (Bound(thread), Bound(thread + 1));
    }
}
