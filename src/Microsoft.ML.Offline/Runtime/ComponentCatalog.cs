using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>Finds the loaders of saved components by the names that assemblies declare for them.</summary>
public sealed class ComponentCatalog
{
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly object _lock = new();
    private readonly HashSet<Assembly> _assemblies = [];
    private readonly Dictionary<string, LoadableClassAttribute> _loaders = new(StringComparer.OrdinalIgnoreCase);

    internal ComponentCatalog() => RegisterAssembly(typeof(ComponentCatalog).Assembly);

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_lock)
        {
            if (!_assemblies.Add(assembly))
                return;
            foreach (var loader in assembly.GetCustomAttributes<LoadableClassAttribute>())
            {
                if (!loader.SigTypes.Contains(typeof(SignatureLoadModel)))
                    continue;
                foreach (var name in loader.LoadNames)
                {
                    _loaders.TryAdd(name, loader);
                    if (_loaders[name].LoaderType is var first && first != loader.LoaderType && throwOnError)
                        throw new InvalidOperationException(
                            $"The load name '{name}' must be declared once; got {first} and {loader.LoaderType}.");
                }
            }
        }
    }

    /// <summary>The component of that name, or null when no registered assembly declares one.</summary>
    internal object? TryLoad(string name, IHostEnvironment env, ModelLoadContext ctx)
    {
        LoadableClassAttribute? loader;
        lock (_lock)
            _loaders.TryGetValue(name, out loader);
        if (loader is null)
            return null;

        Type[] parameters = [typeof(IHostEnvironment), typeof(ModelLoadContext)];
        object?[] arguments = [env, ctx];
        try
        {
            if (loader.InstanceType.IsAssignableFrom(loader.LoaderType)
                && loader.LoaderType.GetConstructor(Members | BindingFlags.Instance, parameters) is { } constructor)
                return constructor.Invoke(arguments);
            if (loader.LoaderType.GetMethod("Create", Members | BindingFlags.Static, parameters) is { } create)
                return create.Invoke(null, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw new InvalidOperationException(
                $"Error during class instantiation of '{name}': {e.InnerException.Message}", e.InnerException);
        }
        throw new InvalidOperationException(
            $"{loader.LoaderType} must have a constructor or a static method Create of (IHostEnvironment, " +
            $"ModelLoadContext) to load '{name}'; it has neither.");
    }
}
