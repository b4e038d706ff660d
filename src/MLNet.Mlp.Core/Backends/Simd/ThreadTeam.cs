using System.Runtime.ExceptionServices;

namespace MLNet.Mlp.Backends;

/// <summary>Threads that stay together for a whole training run and do the same work, each on its own part. The thread
/// that calls <see cref="Run"/> is member 0.</summary>
internal sealed class ThreadTeam : IDisposable
{
    private readonly Barrier _barrier;
    private Action<int>? _work;
    private ExceptionDispatchInfo? _failure;
    private bool _disposed;

    public ThreadTeam(int size)
    {
        Size = size;
        _barrier = new Barrier(size);
        for (var member = 1; member < size; member++)
        {
            var number = member;
            new Thread(() => Serve(number)) { IsBackground = true, Name = $"MLNet.Mlp {number}" }.Start();
        }
    }

    public int Size { get; }

    /// <summary>Runs <paramref name="work"/> on every member, passing the member's number, and returns when all are
    /// done. What a member throws is thrown here.</summary>
    public void Run(Action<int> work)
    {
        _work = work;
        _barrier.SignalAndWait();
        Do(work, 0);
        _barrier.SignalAndWait();
        if (Interlocked.Exchange(ref _failure, null) is { } failure) failure.Throw();
    }

    /// <summary>Sends the threads home. Not to be called during <see cref="Run"/>.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _work = null;
        // All other members wait at the barrier: without this one they are complete, go on, find no work and end. The
        // barrier is not disposed, as they may still be on their way out of it.
        _barrier.RemoveParticipant();
    }

    private void Serve(int member)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is not { } work) return;
            Do(work, member);
            _barrier.SignalAndWait();
        }
    }

    private void Do(Action<int> work, int member)
    {
        try
        {
            work(member);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }
}
