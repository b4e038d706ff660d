namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Marks a scenario: something that a user of ML.NET does with a trainer. It runs in both lanes, once for each
/// of its <see cref="TasksAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class ScenarioAttribute : TheoryAttribute
{
}
