using MathNet.Numerics.Random;

namespace MLNet.Mlp;

/// <summary>The order in which an epoch visits the rows. It depends on the seed, the epoch and the block of rows alone,
/// so any of them can be repeated without the ones before it.</summary>
internal static class RowOrder
{
    /// <summary>Fills <paramref name="rows"/> with a permutation of 0 .. rows.Length - 1 (Fisher and Yates;
    /// Durstenfeld, 1964).</summary>
    /// <param name="rows">The rows of the block.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="block">The block, from 0, where not all rows are shuffled together.</param>
    public static void Shuffle(Span<int> rows, int seed, int epoch, int block = 0)
    {
        InOrder(rows);
        var mixed = Mix(seed, epoch);
        var random = new Xoshiro256StarStar(block == 0 ? mixed : Mix(mixed, block), threadSafe: false);
        for (var last = rows.Length - 1; last > 0; last--)
        {
            var other = random.Next(last + 1);
            (rows[last], rows[other]) = (rows[other], rows[last]);
        }
    }

    /// <summary>0 .. rowCount - 1.</summary>
    public static int[] InOrder(int rowCount)
    {
        var rows = new int[rowCount];
        InOrder(rows);
        return rows;
    }

    public static void InOrder(Span<int> rows)
    {
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
    }

    /// <summary>Two integers to one by the finalizer of MurmurHash3, so that neighbouring seeds and epochs, and the
    /// weights drawn from the bare seed, share no random numbers.</summary>
    private static int Mix(int seed, int epoch)
    {
        unchecked
        {
            var h = (uint)seed * 0x9E3779B9u + (uint)epoch;
            h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
            h = (h ^ (h >> 13)) * 0xC2B2AE35u;
            return (int)(h ^ (h >> 16));
        }
    }
}
