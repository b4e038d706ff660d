namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>A library at a number of threads.</summary>
/// <param name="Library">Its name in tables.</param>
/// <param name="Program">What runs it.</param>
/// <param name="Command">What that program is asked to do.</param>
/// <param name="Threads">The threads it may use.</param>
internal sealed record Contestant(string Library, ChildProgram Program, string Command, int Threads)
{
    public string Name => $"{Library}, {Threads} {(Threads == 1 ? "thread" : "threads")}";
}

/// <summary>What a contestant reached: the best time of all rounds, and the most memory.</summary>
internal sealed record Measurement(Contestant Contestant, double Seconds, double? Accuracy, long? PeakBytes)
{
    public string Library => Contestant.Library;

    public int Threads => Contestant.Threads;

    public string Name => Contestant.Name;
}

/// <summary>Contestants that do the same, in turn.</summary>
internal sealed class Contest
{
    private readonly IReadOnlyList<Measurement> _all;

    private Contest(IReadOnlyList<Measurement> all) => _all = all;

    /// <summary>Of each library the measurement at its fastest number of threads, in the order of the
    /// contestants.</summary>
    public IEnumerable<Measurement> Best =>
        _all.GroupBy(one => one.Library).Select(ofLibrary => ofLibrary.MinBy(one => one.Seconds)!);

    /// <summary>Lets all run once a round, one after another, so that whatever else the machine does meets all of
    /// them.</summary>
    /// <param name="contestants">Who takes part.</param>
    /// <param name="task">What is to be done; its threads are those of the contestant.</param>
    /// <param name="rounds">How often each runs.</param>
    /// <param name="afterRound">Done after each round.</param>
    public static Contest Run(
        IReadOnlyList<Contestant> contestants, PeerTask task, int rounds, Action afterRound)
    {
        var answers = contestants.Select(_ => new List<PeerAnswer>()).ToArray();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var (contestant, own) in contestants.Zip(answers))
            {
                Console.Error.WriteLine(
                    $"Round {round} of {rounds}: {contestant.Command}, {task.Cost().Name}, {contestant.Name}");
                own.Add(contestant.Program.Run(contestant.Command, task with { Threads = contestant.Threads }));
            }
            afterRound();
        }
        return new Contest([.. contestants.Zip(answers, (contestant, own) => new Measurement(
            contestant,
            own.Min(answer => answer.Seconds.Min()),
            own[0].Accuracy,
            own.Max(answer => answer.PeakBytes)))]);
    }

    /// <summary>The time of a library at so many threads; null where it did not run.</summary>
    public double? Seconds(string library, int threads) =>
        _all.FirstOrDefault(one => one.Library == library && one.Threads == threads)?.Seconds;
}
