namespace MLNet.Mlp.AutoML.Tests;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class AutoMLFactAttribute : FactAttribute
{
#if !AUTOML
    public AutoMLFactAttribute() =>
        Skip = "Package lane only, and only with -p:WithAutoML=true, which fetches Microsoft.ML.AutoML.";
#endif
}
