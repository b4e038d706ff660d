using System.Text.Json;

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>A library at a number of threads.</summary>
/// <param name="Library">Its name in tables.</param>
/// <param name="Program">What runs it.</param>
/// <param name="Command">What that program is asked to do.</param>
/// <param name="Threads">The threads it may use.</param>
internal sealed record Contestant(string Library, ChildProgram Program, string Command, int Threads)
{
    public string Name => $"{Library}, {Threads} {(Threads == 1 ? "thread" : "threads")}";

    /// <summary>Does the task with its threads.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public PeerAnswer Run(PeerTask task) => Program.Run<PeerAnswer>(
        Command, JsonSerializer.Serialize(task with { Threads = Threads }), Threads);
}

/// <summary>What a contestant reached: the best time of all rounds, and the most memory.</summary>
internal sealed record Measurement(Contestant Contestant, double Seconds, double? Accuracy, long? PeakBytes)
{
    /// <summary>Sums up the answers of all rounds.</summary>
    public static Measurement Of(Contestant contestant, List<PeerAnswer> answers) => new(
        contestant,
        answers.Min(answer => answer.Seconds.Min()),
        answers[0].Accuracy,
        answers.Max(answer => answer.PeakBytes));

    public string Library => Contestant.Library;

    public int Threads => Contestant.Threads;

    public string Name => Contestant.Name;
}

/// <summary>Contestants that do the same, in turn.</summary>
internal sealed class Contest
{
    private readonly IReadOnlyList<Measurement> _all;

    private Contest(IReadOnlyList<Measurement> all, IReadOnlyList<(string Name, string Why)> failed) =>
        (_all, Failed) = (all, failed);

    /// <summary>The peers that failed, at a number of threads, and why.</summary>
    public IReadOnlyList<(string Name, string Why)> Failed { get; }

    /// <summary>Of each library the measurement at its fastest number of threads, in the order of the
    /// contestants.</summary>
    public IEnumerable<Measurement> Best =>
        _all.GroupBy(one => one.Library).Select(ofLibrary => ofLibrary.MinBy(one => one.Seconds)!);

    /// <summary>Lets all run once a round, one after another, so that whatever else the machine does meets all of
    /// them. A peer that fails is out of the contest.</summary>
    /// <param name="contestants">Who takes part.</param>
    /// <param name="task">What is to be done; its threads are those of the contestant.</param>
    /// <param name="rounds">How often each runs.</param>
    /// <param name="afterRound">Done after each round.</param>
    /// <exception cref="InvalidOperationException">This library failed.</exception>
    public static Contest Run(
        IReadOnlyList<Contestant> contestants, PeerTask task, int rounds, Action afterRound)
    {
        var answers = contestants.ToDictionary(contestant => contestant, _ => new List<PeerAnswer>());
        var failed = new List<(string, string)>();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var contestant in contestants.Where(answers.ContainsKey))
            {
                Console.Error.WriteLine(
                    $"Round {round} of {rounds}: {contestant.Command}, {task.Cost().Name}, {contestant.Name}");
                try
                {
                    answers[contestant].Add(contestant.Run(task));
                }
                catch (InvalidOperationException e) when (contestant.Library != Contestants.OwnName)
                {
                    Console.Error.WriteLine(e.Message);
                    failed.Add((contestant.Name, $"failed, {LastLine(e.Message)}"));
                    answers.Remove(contestant);
                }
            }
            afterRound();
        }
        return new Contest(
            [.. contestants.Where(answers.ContainsKey).Select(one => Measurement.Of(one, answers[one]))], failed);
    }

    /// <summary>Where Python says what is wrong, in a form that a cell of a table can hold.</summary>
    private static string LastLine(string message) => message.Split('\n')[^1].Trim().Replace("|", "\\|");

    /// <summary>The time of a library at so many threads; null where it did not run.</summary>
    public double? Seconds(string library, int threads) =>
        _all.FirstOrDefault(one => one.Library == library && one.Threads == threads)?.Seconds;
}
