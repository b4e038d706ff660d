using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Runs scenarios. Those that a built-in trainer has, too, run with both where real ML.NET is, and what was
/// seen must be the same. The stand-in has no built-in trainers; there it must be what was seen of them
/// before.</summary>
public abstract class Scenarios
{
    /// <summary>Runs a scenario that built-in trainers have, too.</summary>
    private protected void Run(LearningTask task, Action<Trial> scenario, [CallerMemberName] string name = "")
    {
        var expected = new ExpectedTranscripts(GetType());
        var ours = Run(new Trial(task, isOurs: true), scenario);
#if REAL_MLNET
        var builtIn = Run(new Trial(task, isOurs: false), scenario);
        if (builtIn.Count > 0 && !IsPackageLaneOnly(name)) expected.Keep(name, task, builtIn);
        Assert.Equal(string.Join("\n", builtIn), string.Join("\n", ours));
#else
        if (ours.Count > 0) Assert.Equal(expected.Of(name, task), ours);
#endif
    }

    /// <summary>Runs a scenario that only our trainers have.</summary>
    private protected static void RunOurs(LearningTask task, Action<Trial> scenario) =>
        Run(new Trial(task, isOurs: true), scenario);

    private static IReadOnlyList<string> Run(Trial trial, Action<Trial> scenario)
    {
        try
        {
            scenario(trial);
        }
        catch (Exception e)
        {
            throw new XunitException($"With {trial.TrainerName}: {e.Message}", e);
        }
        return trial.Transcript;
    }

#if REAL_MLNET
    private bool IsPackageLaneOnly(string name) =>
        GetType().GetMethod(name)!.IsDefined(typeof(PackageLaneScenarioAttribute), inherit: false);
#endif
}
