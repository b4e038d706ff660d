using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Threads that stay together for a whole training run and do the same phases of work, each on its own part, with a
/// meeting after each phase. The thread that calls <see cref="Run"/> is member 0.
/// <para>Phases take microseconds, far less than it takes to wake a thread. So members who wait for others spin, and
/// yield after a while; only those who have had no work for longer, between epochs for example, sleep.</para>
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    /// <summary>Looks, some 40 ns apart, before a member who waits offers its processor to other programs.</summary>
    private const int LooksBeforeYield = 500;

    /// <summary>Looks before a member without work sleeps.</summary>
    private const int LooksBeforeSleep = 5000;

    private readonly object _bed = new();
    private Action<int>[]? _phases;
    private ExceptionDispatchInfo? _failure;
    private long _meetingsOfCaller;
    private bool _disposed;

    // Runs started, members asleep, and arrivals at meetings, all since the start. Each is in a cache line of its own,
    // as some members look at it while others write elsewhere.
    private SharedCounter _runs;
    private SharedCounter _sleepers;
    private SharedCounter _arrivals;

    public ThreadTeam(int size)
    {
        Size = size;
        for (var member = 1; member < size; member++)
        {
            var number = member;
            new Thread(() => Serve(number)) { IsBackground = true, Name = $"MLNet.Mlp {number}" }.Start();
        }
    }

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct SharedCounter
    {
        [FieldOffset(64)]
        public long Value;
    }

    public int Size { get; }

    /// <summary>Runs the phases on every member, passing the member's number, and returns when all are done. No member
    /// starts a phase before all have done the one before. What a member throws is thrown here.</summary>
    public void Run(params Action<int>[] phases)
    {
        if (phases.Length == 0) return; // Without a meeting at its end, the next run could overtake this one.
        StartRun(phases);
        Do(phases, 0, ref _meetingsOfCaller);
        if (Interlocked.Exchange(ref _failure, null) is { } failure) failure.Throw();
    }

    /// <summary>Sends the threads home. Not to be called during <see cref="Run"/>.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        StartRun(null);
    }

    private void StartRun(Action<int>[]? phases)
    {
        _phases = phases;
        Interlocked.Increment(ref _runs.Value);
        // Whoever is not counted here yet will look at the runs once more before it sleeps.
        if (Volatile.Read(ref _sleepers.Value) == 0) return;
        lock (_bed) Monitor.PulseAll(_bed);
    }

    private void Serve(int member)
    {
        long meetings = 0;
        for (long run = 1; ; run++)
        {
            WaitForRun(run);
            if (_phases is not { } phases) return;
            Do(phases, member, ref meetings);
        }
    }

    private void WaitForRun(long run)
    {
        for (var look = 0; look < LooksBeforeSleep; look++)
        {
            if (Volatile.Read(ref _runs.Value) >= run) return;
            Pause(look);
        }
        lock (_bed)
        {
            Interlocked.Increment(ref _sleepers.Value);
            while (Volatile.Read(ref _runs.Value) < run) Monitor.Wait(_bed);
            Interlocked.Decrement(ref _sleepers.Value);
        }
    }

    private void Do(Action<int>[] phases, int member, ref long meetings)
    {
        foreach (var phase in phases)
        {
            try
            {
                phase(member);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            }
            Meet(++meetings);
        }
    }

    /// <summary>Waits until all members have come to a meeting, of which they have had as many before.</summary>
    private void Meet(long meeting)
    {
        var arrivals = meeting * Size;
        if (Interlocked.Increment(ref _arrivals.Value) == arrivals) return;
        for (var look = 0; Volatile.Read(ref _arrivals.Value) < arrivals; look++) Pause(look);
    }

    private static void Pause(int look)
    {
        if (look < LooksBeforeYield) Thread.SpinWait(1);
        else Thread.Yield();
    }
}
