namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Marks a scenario that the stand-in cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class PackageLaneScenarioAttribute : ScenarioAttribute
{
    /// <param name="missing">What the stand-in lacks.</param>
    public PackageLaneScenarioAttribute(string missing)
    {
        Missing = missing;
        if (!Lane.IsPackage) Skip = $"Package lane only: the stand-in has no {missing}.";
    }

    public string Missing { get; }
}
