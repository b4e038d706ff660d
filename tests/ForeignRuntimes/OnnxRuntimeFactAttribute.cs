namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>A test that needs ONNX Runtime, and is skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    public OnnxRuntimeFactAttribute() => Skip = ForeignRuntime.OnnxRuntime.Missing;
}
