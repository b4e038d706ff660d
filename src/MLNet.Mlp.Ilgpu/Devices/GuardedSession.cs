using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>A session whose methods may be called from any thread, one at a time, and which says in the words of this
/// library what went wrong on the device.</summary>
/// <param name="device">Where the session works.</param>
/// <param name="gpu">The stream that it works on; it is disposed with the session.</param>
/// <param name="session">The session.</param>
internal sealed class GuardedSession(OpenDevice device, Gpu gpu, ITrainingSession session) : ITrainingSession
{
    private bool _isDisposed;

    /// <summary>Where the session works.</summary>
    public Gpu Gpu => gpu;

    public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
    {
        try
        {
            Enter();
            session.Train(data, rows, batchSize, learningRates);
        }
        catch (Exception e) when (GpuFailure.Is(e))
        {
            throw device.Fail(e);
        }
    }

    public Totals TakeTotals() => Do(session.TakeTotals);

    public Totals Evaluate(LabeledRows data) => Do(() => session.Evaluate(data));

    public bool HasFiniteParameters() => Do(session.HasFiniteParameters);

    public void CopyParametersTo(Network network) => Do(() =>
    {
        session.CopyParametersTo(network);
        return true;
    });

    public SessionState SaveState() => Do(session.SaveState);

    public void LoadState(SessionState state) => Do(() =>
    {
        session.LoadState(state);
        return true;
    });

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        try
        {
            gpu.Enter();
            session.Dispose();
        }
        catch (AcceleratorException)
        {
            // A device that fails when it is given back has failed before, of which the caller is being told by
            // another exception.
        }
        finally
        {
            gpu.DisposeQuietly();
        }
    }

    private T Do<T>(Func<T> call)
    {
        try
        {
            Enter();
            return call();
        }
        catch (Exception e) when (GpuFailure.Is(e))
        {
            throw device.Fail(e);
        }
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        gpu.Enter();
    }
}
