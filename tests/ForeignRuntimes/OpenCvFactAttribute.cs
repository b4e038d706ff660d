namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>A test that needs OpenCV, and is skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenCvFactAttribute : FactAttribute
{
    public OpenCvFactAttribute() => Skip = ForeignRuntime.OpenCv.Missing;
}
