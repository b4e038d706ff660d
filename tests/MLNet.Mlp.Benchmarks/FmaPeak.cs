using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks;

/// <summary>The most fused multiply-adds of floats that this machine does: what any kernel can at best reach.</summary>
internal static class FmaPeak
{
    private const int Trials = 15;

    /// <summary>Chains that do not wait for each other. A core that starts 2 a cycle, each of which takes 4 or 5
    /// cycles, needs 8 to 10; these 12 and the 2 constants just fit into the 16 vector registers of AVX2.</summary>
    private const int ChainCount = 12;

    /// <summary>Turns of the loop in a trial: about 10 ms, so that starting the threads does not count.</summary>
    private const int Turns = 4_000_000;

    /// <summary>The best rate of several trials, in GFLOP/s; a fused multiply-add is two operations a lane. Of the
    /// widths of vectors that the machine has, the fastest counts.</summary>
    /// <param name="threads">Threads that run at once, at least 1; their rates are added up.</param>
    public static double GigaflopsPerSecond(int threads) =>
        Math.Max(Best<Simd128, Vector128<float>>(threads, Vector128.IsHardwareAccelerated),
            Math.Max(Best<Simd256, Vector256<float>>(threads, Vector256.IsHardwareAccelerated),
                Best<Simd512, Vector512<float>>(threads, Vector512.IsHardwareAccelerated)));

    private static double Best<TSimd, TVector>(int threads, bool isAccelerated) where TSimd : struct, ISimd<TVector>
    {
        double best = 0;
        if (!isAccelerated) return best;
        for (var trial = 0; trial < Trials; trial++)
        {
            var operations = 2.0 * TSimd.Width * ChainCount * Turns * threads;
            best = Math.Max(best, operations / Seconds(threads, static () => Run<TSimd, TVector>(Turns)) / 1e9);
        }
        return best;
    }

    /// <summary>The time from when all threads are ready to when the last has ended.</summary>
    private static double Seconds(int threads, Func<float> run)
    {
        using var ready = new Barrier(threads);
        var started = new long[threads];
        var ended = new long[threads];
        var others = Enumerable.Range(1, threads - 1).Select(index => new Thread(() => Measure(index))).ToArray();
        foreach (var other in others) other.Start();
        Measure(0);
        foreach (var other in others) other.Join();
        return Stopwatch.GetElapsedTime(started.Min(), ended.Max()).TotalSeconds;

        void Measure(int thread)
        {
            ready.SignalAndWait();
            started[thread] = Stopwatch.GetTimestamp();
            if (!float.IsFinite(run())) throw new InvalidOperationException("The chains must stay finite.");
            ended[thread] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Each chain goes on as c = 0.999 c + 0.001 and so stays below 1, far from numbers that are slow. The
    /// chains are named one by one, as only locals stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Run<TSimd, TVector>(int turns) where TSimd : struct, ISimd<TVector>
    {
        float factorValue = 0.999f, addendValue = 0.001f;
        var factor = TSimd.Broadcast(&factorValue);
        var addend = TSimd.Broadcast(&addendValue);
        TVector c0 = addend, c1 = addend, c2 = addend, c3 = addend, c4 = addend, c5 = addend;
        TVector c6 = addend, c7 = addend, c8 = addend, c9 = addend, c10 = addend, c11 = addend;
        for (var turn = 0; turn < turns; turn++)
        {
            c0 = TSimd.MultiplyAdd(c0, factor, addend);
            c1 = TSimd.MultiplyAdd(c1, factor, addend);
            c2 = TSimd.MultiplyAdd(c2, factor, addend);
            c3 = TSimd.MultiplyAdd(c3, factor, addend);
            c4 = TSimd.MultiplyAdd(c4, factor, addend);
            c5 = TSimd.MultiplyAdd(c5, factor, addend);
            c6 = TSimd.MultiplyAdd(c6, factor, addend);
            c7 = TSimd.MultiplyAdd(c7, factor, addend);
            c8 = TSimd.MultiplyAdd(c8, factor, addend);
            c9 = TSimd.MultiplyAdd(c9, factor, addend);
            c10 = TSimd.MultiplyAdd(c10, factor, addend);
            c11 = TSimd.MultiplyAdd(c11, factor, addend);
        }
        // All chains must be of use, or the compiler could leave them out.
        TVector[] chains = [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11];
        var lanes = stackalloc float[TSimd.Width];
        float sum = 0;
        foreach (var chain in chains)
        {
            TSimd.Store(lanes, chain);
            sum += lanes[0];
        }
        return sum;
    }
}
