namespace MLNet.Mlp;

/// <summary>Chooses, of rows that are too many to be held, those that are set aside for validation: each by a hash of
/// its number, so that every pass over the data chooses the same.</summary>
internal sealed class HeldOutRows(int seed, float fraction)
{
    private readonly ulong _key = Mix((uint)seed + 0x9E3779B97F4A7C15ul);

    /// <summary>Whether the row is set aside.</summary>
    /// <param name="row">Its number in the data, from 0.</param>
    public bool Contains(long row) => (Mix((ulong)row ^ _key) >> 11) * (1.0 / (1L << 53)) < fraction;

    /// <summary>The 64-bit finalizer of MurmurHash3 (Appleby, 2011).</summary>
    private static ulong Mix(ulong h)
    {
        unchecked
        {
            h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDul;
            h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ul;
            return h ^ (h >> 33);
        }
    }
}
