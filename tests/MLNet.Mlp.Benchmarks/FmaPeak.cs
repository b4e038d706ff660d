using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    /// <summary>A vector register of some width.</summary>
    private interface IRegister<TSelf> where TSelf : struct, IRegister<TSelf>
    {
        /// <summary>Floats in it.</summary>
        static abstract int Width { get; }

        static abstract bool IsAccelerated { get; }

        static abstract TSelf Create(float value);

        /// <summary>a b + c, fused where the machine can; software would be a thousand times slower.</summary>
        static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

        static abstract TSelf operator +(TSelf a, TSelf b);

        float First { get; }
    }

    /// <summary>The best rate of several trials, in GFLOP/s; a fused multiply-add is two operations a lane. Of the
    /// widths of vectors that the machine has, the fastest counts.</summary>
    /// <param name="threads">Threads that run at once, at least 1; their rates are added up.</param>
    public static double GigaflopsPerSecond(int threads) =>
        Math.Max(Best<Register128>(threads), Math.Max(Best<Register256>(threads), Best<Register512>(threads)));

    private static double Best<TRegister>(int threads) where TRegister : struct, IRegister<TRegister>
    {
        if (!TRegister.IsAccelerated) return 0;
        double best = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var operations = 2.0 * TRegister.Width * ChainCount * Turns * threads;
            best = Math.Max(best, operations / Seconds(threads, static () => Run<TRegister>(Turns)) / 1e9);
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
    private static float Run<TRegister>(int turns) where TRegister : struct, IRegister<TRegister>
    {
        var factor = TRegister.Create(0.999f);
        var addend = TRegister.Create(0.001f);
        TRegister c0 = addend, c1 = addend, c2 = addend, c3 = addend, c4 = addend, c5 = addend;
        TRegister c6 = addend, c7 = addend, c8 = addend, c9 = addend, c10 = addend, c11 = addend;
        for (var turn = 0; turn < turns; turn++)
        {
            c0 = TRegister.MultiplyAdd(c0, factor, addend);
            c1 = TRegister.MultiplyAdd(c1, factor, addend);
            c2 = TRegister.MultiplyAdd(c2, factor, addend);
            c3 = TRegister.MultiplyAdd(c3, factor, addend);
            c4 = TRegister.MultiplyAdd(c4, factor, addend);
            c5 = TRegister.MultiplyAdd(c5, factor, addend);
            c6 = TRegister.MultiplyAdd(c6, factor, addend);
            c7 = TRegister.MultiplyAdd(c7, factor, addend);
            c8 = TRegister.MultiplyAdd(c8, factor, addend);
            c9 = TRegister.MultiplyAdd(c9, factor, addend);
            c10 = TRegister.MultiplyAdd(c10, factor, addend);
            c11 = TRegister.MultiplyAdd(c11, factor, addend);
        }
        return (c0 + c1 + (c2 + c3) + (c4 + c5) + (c6 + c7) + (c8 + c9) + (c10 + c11)).First;
    }

    private readonly struct Register128(Vector128<float> value) : IRegister<Register128>
    {
        private readonly Vector128<float> _value = value;

        public static int Width => Vector128<float>.Count;

        public static bool IsAccelerated => Vector128.IsHardwareAccelerated;

        public float First => _value.ToScalar();

        public static Register128 Create(float value) => new(Vector128.Create(value));

        public static Register128 MultiplyAdd(Register128 a, Register128 b, Register128 c) =>
            new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

        public static Register128 operator +(Register128 a, Register128 b) => new(a._value + b._value);
    }

    private readonly struct Register256(Vector256<float> value) : IRegister<Register256>
    {
        private readonly Vector256<float> _value = value;

        public static int Width => Vector256<float>.Count;

        public static bool IsAccelerated => Vector256.IsHardwareAccelerated;

        public float First => _value.ToScalar();

        public static Register256 Create(float value) => new(Vector256.Create(value));

        public static Register256 MultiplyAdd(Register256 a, Register256 b, Register256 c) =>
            new(Vector256.MultiplyAddEstimate(a._value, b._value, c._value));

        public static Register256 operator +(Register256 a, Register256 b) => new(a._value + b._value);
    }

    private readonly struct Register512(Vector512<float> value) : IRegister<Register512>
    {
        private readonly Vector512<float> _value = value;

        public static int Width => Vector512<float>.Count;

        public static bool IsAccelerated => Vector512.IsHardwareAccelerated;

        public float First => _value.ToScalar();

        public static Register512 Create(float value) => new(Vector512.Create(value));

        public static Register512 MultiplyAdd(Register512 a, Register512 b, Register512 c) =>
            new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

        public static Register512 operator +(Register512 a, Register512 b) => new(a._value + b._value);
    }
}
