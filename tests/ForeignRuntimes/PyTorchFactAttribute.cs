namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>A test that needs PyTorch, and is skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PyTorchFactAttribute : FactAttribute
{
    public PyTorchFactAttribute() => Skip = ForeignRuntime.PyTorch.Missing;
}
