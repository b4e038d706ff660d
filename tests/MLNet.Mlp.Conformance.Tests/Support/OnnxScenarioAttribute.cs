namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Marks a scenario that exports to ONNX. ML.NET has a package of its own for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxScenarioAttribute : PackageLaneScenarioAttribute
{
    public OnnxScenarioAttribute() : base("ConvertToOnnx")
    {
#if !MLNET_ONNX
        Skip ??= "The package feed does not have Microsoft.ML.OnnxConverter.";
#endif
    }
}
