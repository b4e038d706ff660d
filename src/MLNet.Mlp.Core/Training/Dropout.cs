using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLNet.Mlp;

/// <summary>
/// The random numbers of dropout. They are counter-based (Salmon and others, 2011): a hash of where they are used, and
/// not the next ones of a sequence. So they do not depend on the number of threads, the way back repeats those of the
/// way forward instead of keeping them, and a run that is resumed goes on with the right ones.
/// <para>Unit j of a row is kept where the upper 24 bits of hash(j, key) are at least rate 2^24; the key is a hash of
/// the seed, the layer, the step and the row's place in the batch.</para>
/// </summary>
internal readonly struct Dropout
{
    private readonly uint _key0;
    private readonly uint _key1;

    public Dropout(int seed, int layer, long step, int rowInBatch)
    {
        var key = RowKey(LayerKey(seed, layer, step), rowInBatch);
        (_key0, _key1) = ((uint)key, (uint)(key >> 32));
    }

    /// <summary>What the keys of all rows of a step have in common in a layer.</summary>
    public static ulong LayerKey(int seed, int layer, long step) =>
        Mix64(Mix64((ulong)(uint)seed << 32 | (uint)layer) + (ulong)step);

    /// <summary>The key of a row.</summary>
    public static ulong RowKey(ulong layerKey, int rowInBatch) => Mix64(layerKey + (uint)rowInBatch);

    /// <summary>What the upper 24 bits of a kept unit's hash are at least, and what it is multiplied by.</summary>
    public static (uint Threshold, double Scale) Constants(float rate) =>
        ((uint)((double)rate * (1 << 24)), 1 / (1 - (double)rate));

    /// <summary>The finalizer of MurmurHash3 (Appleby, 2011), once for each half of the key.</summary>
    public static uint Hash(uint j, uint key0, uint key1) => Mix(Mix(j * 0x9E3779B9u + key0) ^ key1);

    /// <summary>Sets the units left out to 0 and divides the others by 1 - rate. It is the way forward for outputs and
    /// the way back for their gradient.</summary>
    public void Apply(Span<float> values, float rate)
    {
        var (threshold, scale) = Constants(rate);
        var width = Vector<float>.Count;
        var indices = Vector.CreateSequence(0u, 1u);
        ref var start = ref MemoryMarshal.GetReference(values);
        var j = 0;
        for (; j <= values.Length - width; j += width)
        {
            var kept = Vector.GreaterThanOrEqual(
                Hash(indices + new Vector<uint>((uint)j)) >>> 8, new Vector<uint>(threshold));
            ref var here = ref Unsafe.Add(ref start, j);
            var scaled = Vector.LoadUnsafe(ref here) * new Vector<float>((float)scale);
            Vector.ConditionalSelect(Vector.As<uint, float>(kept), scaled, Vector<float>.Zero).StoreUnsafe(ref here);
        }
        for (; j < values.Length; j++) values[j] = Hash((uint)j) >> 8 >= threshold ? values[j] * (float)scale : 0;
    }

    /// <inheritdoc cref="Apply(Span{float}, float)"/>
    public void Apply(Span<double> values, float rate)
    {
        var (threshold, scale) = Constants(rate);
        for (var j = 0; j < values.Length; j++) values[j] = Hash((uint)j) >> 8 >= threshold ? values[j] * scale : 0;
    }

    private uint Hash(uint j) => Hash(j, _key0, _key1);

    private Vector<uint> Hash(Vector<uint> j) =>
        Mix(Mix(j * new Vector<uint>(0x9E3779B9u) + new Vector<uint>(_key0)) ^ new Vector<uint>(_key1));

    private static uint Mix(uint h)
    {
        h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >> 13)) * 0xC2B2AE35u;
        return h ^ (h >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Mix(Vector<uint> h)
    {
        h = (h ^ (h >>> 16)) * new Vector<uint>(0x85EBCA6Bu);
        h = (h ^ (h >>> 13)) * new Vector<uint>(0xC2B2AE35u);
        return h ^ (h >>> 16);
    }

    /// <summary>The step and finalizer of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix64(ulong h)
    {
        h += 0x9E3779B97F4A7C15ul;
        h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ul;
        h = (h ^ (h >> 27)) * 0x94D049BB133111EBul;
        return h ^ (h >> 31);
    }
}
