namespace Microsoft.ML;

internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>
/// Declares which type builds the components saved under the load names: by a constructor
/// (IHostEnvironment, ModelLoadContext), or by a static method Create of those parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : Attribute
{
    public LoadableClassAttribute(
        Type instType, Type? argType, Type sigType, string? userName, params string[] loadNames)
        : this(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public LoadableClassAttribute(
        Type instType, Type loaderType, Type? argType, Type sigType, string? userName, params string[] loadNames)
    {
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = [sigType];
        UserName = userName;
        LoadNames = loadNames;
    }

    public LoadableClassAttribute(
        string? summary, Type instType, Type? argType, Type sigType, string? userName, params string[] loadNames)
        : this(instType, argType, sigType, userName, loadNames) => Summary = summary;

    public LoadableClassAttribute(
        string? summary,
        Type instType,
        Type loaderType,
        Type? argType,
        Type sigType,
        string? userName,
        params string[] loadNames)
        : this(instType, loaderType, argType, sigType, userName, loadNames) => Summary = summary;

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type? ArgType { get; }

    public Type[] SigTypes { get; }

    public string? Summary { get; }

    public string? UserName { get; }

    public string[] LoadNames { get; }
}
