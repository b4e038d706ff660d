using MathNet.Numerics;

namespace MLNet.Mlp.Benchmarks;

/// <summary>All epochs measured for one page, and the models fitted to them.</summary>
internal sealed class Costs
{
    private readonly CostTable _table;
    private readonly CostCase[] _swept;

    /// <summary>Measures.</summary>
    /// <param name="rowCount">Rows of most epochs.</param>
    /// <param name="cores">The most threads.</param>
    /// <param name="rounds">How often each epoch is measured.</param>
    public Costs(int rowCount, int cores, int rounds)
    {
        Cores = cores;
        ThreadCounts = [1, .. cores > 1 ? [cores] : (int[])[]];
        Sweeps = CostSweep.Of(rowCount);
        Unseen = CostSweep.Unseen(rowCount);
        Threaded = CostSweep.Threaded(rowCount);
        _swept = Sweeps.SelectMany(sweep => sweep.Points, (_, point) => point.Epoch).ToArray();
        _table = CostTable.Measure(
            [
                .. _swept.Concat(Unseen).SelectMany(epoch => ThreadCounts, (epoch, threads) => (epoch, threads)),
                .. Threaded.SelectMany(epoch => EveryThreadCount, (epoch, threads) => (epoch, threads)),
            ],
            rounds);
        Models = [.. ThreadCounts.Select(threads =>
            CostModel.Fit([.. FittedTo(threads).Select(epoch => (epoch, _table[epoch, threads]))]))];
    }

    /// <summary>Cores of the machine.</summary>
    public int Cores { get; }

    /// <summary>The numbers of threads that all is measured with: one, and one a core.</summary>
    public IReadOnlyList<int> ThreadCounts { get; }

    /// <summary>A model for each of these.</summary>
    public IReadOnlyList<CostModel> Models { get; }

    /// <summary>What the models are fitted to.</summary>
    public IReadOnlyList<CostSweep> Sweeps { get; }

    /// <summary>What the models have not seen.</summary>
    public IReadOnlyList<CostCase> Unseen { get; }

    /// <summary>What is measured with every number of threads.</summary>
    public IReadOnlyList<CostCase> Threaded { get; }

    /// <summary>1, 2, 4 and so on, up to the cores.</summary>
    public IEnumerable<int> EveryThreadCount
    {
        get
        {
            for (var threads = 1; threads < Cores; threads *= 2) yield return threads;
            yield return Cores;
        }
    }

    /// <summary>The shortest time in seconds of an epoch that was measured.</summary>
    public double Seconds(CostCase epoch, int threads) => _table[epoch, threads];

    /// <summary>What the models say. A step that is too small to be shared among threads runs on one.</summary>
    /// <param name="epoch">Any epoch.</param>
    /// <param name="threads">One of <see cref="ThreadCounts"/>.</param>
    public double Predict(CostCase epoch, int threads) =>
        threads == 1 ? Models[0].Predict(epoch) : Math.Min(Models[0].Predict(epoch), Models[^1].Predict(epoch));

    /// <summary>How well the models describe all epochs of the sweeps: the coefficient of determination, and the
    /// largest |prediction / measurement - 1|.</summary>
    public (double RSquared, double LargestError) Fit(int threads)
    {
        var predicted = Array.ConvertAll(_swept, epoch => Predict(epoch, threads));
        var measured = Array.ConvertAll(_swept, epoch => Seconds(epoch, threads));
        return (GoodnessOfFit.CoefficientOfDetermination(predicted, measured),
            predicted.Zip(measured, (prediction, measurement) => Math.Abs(prediction / measurement - 1)).Max());
    }

    /// <summary>What a model is fitted to. That of several threads leaves out what these hardly make shorter: steps too
    /// small to be shared, which run on one thread; unless that is nearly all, as on a busy machine.</summary>
    private CostCase[] FittedTo(int threads)
    {
        if (threads == 1) return _swept;
        var shared = Array.FindAll(_swept, epoch => Seconds(epoch, threads) < 0.95 * Seconds(epoch, 1));
        return shared.Length >= CostModel.LeastEpochs ? shared : _swept;
    }
}
