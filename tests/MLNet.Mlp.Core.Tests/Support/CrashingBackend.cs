using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Another backend that throws instead of a call to train, as if the process died there.</summary>
/// <param name="backend">The backend that works.</param>
/// <param name="crashAt">The call, from 1, over all sessions.</param>
internal sealed class CrashingBackend(IBackend backend, int crashAt = int.MaxValue) : IBackend
{
    public string Name => backend.Name;

    /// <summary>Calls to train so far.</summary>
    public int Calls { get; private set; }

    public ITrainingSession StartTraining(Network network, TrainingOptions options) =>
        new Session(this, backend.StartTraining(network, options), crashAt);

    public IScorer CreateScorer(Network network) => backend.CreateScorer(network);

    internal sealed class CrashException : Exception;

    private sealed class Session(CrashingBackend owner, ITrainingSession session, int crashAt) : ITrainingSession
    {
        public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
        {
            if (++owner.Calls == crashAt) throw new CrashException();
            session.Train(data, rows, batchSize, learningRates);
        }

        public Totals TakeTotals() => session.TakeTotals();

        public Totals Evaluate(LabeledRows data) => session.Evaluate(data);

        public bool HasFiniteParameters() => session.HasFiniteParameters();

        public void CopyParametersTo(Network network) => session.CopyParametersTo(network);

        public SessionState SaveState() => session.SaveState();

        public void LoadState(SessionState state) => session.LoadState(state);

        public void Dispose() => session.Dispose();
    }
}
