using System.Runtime.Intrinsics.X86;

namespace MLNet.Mlp.Backends;

/// <summary>Asks the processor to fetch memory into its first-level cache while it computes something else: for rows
/// that are picked from all over a matrix far larger than the caches, which no processor can foresee. Only a hint; and
/// nothing where .NET has no such instruction for the processor.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Fetches a row that starts with a cache line.</summary>
    public static void Row(float* row, int width)
    {
        if (!Sse.IsSupported) return;
        for (nint i = 0; i < width; i += MatMul.Padding) Sse.Prefetch0(row + i);
    }
}
