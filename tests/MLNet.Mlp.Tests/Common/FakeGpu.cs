using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Tests;

/// <summary>A device that computes what the CPU does, until it fails.</summary>
/// <param name="failAt">The call to train, from 1, that fails.</param>
internal sealed class FakeGpu(int failAt = int.MaxValue) : IBackend, IDisposable
{
    private readonly SimdBackend _cpu = new();

    public string Name => "Fake backend";

    /// <summary>Calls to train so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The options of the last session.</summary>
    public TrainingOptions? Options { get; private set; }

    public bool Disposed { get; private set; }

    public ITrainingSession StartTraining(Network network, TrainingOptions options)
    {
        Options = options;
        return new Session(this, _cpu.StartTraining(network, options), failAt);
    }

    public IScorer CreateScorer(Network network) => _cpu.CreateScorer(network);

    public void Dispose() => Disposed = true;

    private sealed class Session(FakeGpu owner, ITrainingSession session, int failAt) : ITrainingSession
    {
        public void Train(LabeledRows data, ReadOnlySpan<int> rows, int batchSize, ReadOnlySpan<float> learningRates)
        {
            if (++owner.Calls == failAt) throw new BackendFailedException("The fake GPU was unplugged.");
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
