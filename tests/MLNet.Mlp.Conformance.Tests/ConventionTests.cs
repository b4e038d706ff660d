using System.Reflection;
using Xunit.Abstractions;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>That no scenario is lost.</summary>
public class ConventionTests(ITestOutputHelper output)
{
    private const int ScenarioCount = 155;
    private const int PackageLaneOnlyCount = 11;

    private static readonly List<MethodInfo> _scenarios = [.. typeof(ConventionTests).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Scenarios)))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(ScenarioAttribute)))];

    [Fact]
    public void There_are_as_many_scenarios_as_are_counted_here()
    {
        var packageLaneOnly = _scenarios.Where(method => method.IsDefined(typeof(PackageLaneScenarioAttribute)))
            .Select(method => $"{method.Name}: the stand-in has no " +
                $"{method.GetCustomAttribute<PackageLaneScenarioAttribute>()!.Missing}").ToList();
        var runs = _scenarios.Sum(method => TasksOf(method).Count);
        output.WriteLine($"{_scenarios.Count} scenarios, {runs} with their tasks; in the package lane only " +
            $"{packageLaneOnly.Count}:");
        foreach (var line in packageLaneOnly) output.WriteLine(line);
        Assert.Equal(ScenarioCount, _scenarios.Count);
        Assert.Equal(PackageLaneOnlyCount, packageLaneOnly.Count);
    }

    [Fact]
    public void Every_test_is_a_scenario_with_its_tasks()
    {
        var others = typeof(ConventionTests).Assembly.GetTypes().Where(type => type != typeof(ConventionTests))
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute)) && !_scenarios.Contains(method));
        Assert.Empty(others);
        Assert.All(_scenarios, scenario => Assert.NotEmpty(TasksOf(scenario)));
        Assert.Equal(_scenarios.Count, _scenarios.Select(scenario => scenario.Name).Distinct().Count());
    }

    [Fact]
    public void Every_expected_section_is_that_of_a_scenario()
    {
        foreach (var file in Directory.GetFiles(ExpectedTranscripts.Folder, "*.txt"))
        {
            var scenarios = _scenarios.Where(scenario =>
                scenario.DeclaringType!.Name == Path.GetFileNameWithoutExtension(file)).ToList();
            Assert.NotEmpty(scenarios);
            var headings = scenarios.SelectMany(scenario =>
                TasksOf(scenario).Select(task => ExpectedTranscripts.Heading(scenario.Name, task)));
            Assert.Empty(new ExpectedTranscripts(scenarios[0].DeclaringType!).Headings.Except(headings));
        }
    }

    private static IReadOnlyList<LearningTask> TasksOf(MethodInfo scenario) =>
        scenario.GetCustomAttribute<TasksAttribute>()!.Tasks;
}
