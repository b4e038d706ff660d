using System.Runtime.InteropServices;

namespace MLNet.Mlp.Backends;

/// <summary>Floats at a fixed address that is a multiple of 64 bytes, so that no vector crosses a cache line. The
/// memory starts as zeros, is never moved and is freed by the garbage collector.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;

    private readonly float[] _storage;

    public AlignedBuffer(long length)
    {
        if (length > Array.MaxLength - Alignment)
            throw new ArgumentException(
                $"A buffer of {length} floats is more than an array can hold. " +
                "Try a smaller BatchSize or smaller layers.");
        Length = (int)length;
        _storage = GC.AllocateArray<float>(Length + Alignment / sizeof(float), pinned: true);
        var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(_storage, 0);
        Pointer = (float*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public int Length { get; }

    /// <summary>The first float. Valid while this object is reachable.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);
}
