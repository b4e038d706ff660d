namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>How much of the comparison is done.</summary>
/// <param name="RowCount">Dense rows to train on.</param>
/// <param name="HeldOutRowCount">Rows that accuracy is measured on.</param>
/// <param name="Epochs">Passes over the dense rows in each run; the first is a warm-up.</param>
/// <param name="ScoringPasses">How often the dense rows are scored in each run; the first is a warm-up.</param>
/// <param name="Rounds">How often each runs.</param>
/// <param name="SparseShape">Rows, features and non-zeros of a row.</param>
/// <param name="SparseRounds">How often each runs on sparse rows.</param>
/// <param name="EveryThreadCount">Whether one thread is measured, too, beside all of them.</param>
/// <param name="Networks">Hidden layers and batch size of each network to train.</param>
internal sealed record PeersEffort(
    int RowCount, int HeldOutRowCount, int Epochs, int ScoringPasses, int Rounds,
    (int Rows, int Features, int NonZeros) SparseShape, int SparseRounds, bool EveryThreadCount,
    (int[] Hidden, int BatchSize)[] Networks)
{
    public static readonly PeersEffort Full = new(60_000, 10_000, 5, 20, 2, (20_000, 100_000, 100), 2, true,
        [([128, 64], 64), ([128, 64], 128), ([512, 256], 128), ([1024, 1024], 256)]);

    /// <summary>A few minutes.</summary>
    public static readonly PeersEffort Quick = Full with
    {
        Epochs = 3,
        Rounds = 1,
        SparseRounds = 1,
        Networks = [([128, 64], 64), ([512, 256], 128)],
    };

    /// <summary>A few seconds for each peer; its figures mean nothing.</summary>
    public static readonly PeersEffort Smoke = new(300, 100, 2, 2, 1, (100, 1000, 10), 1, false, [([128, 64], 64)]);
}
