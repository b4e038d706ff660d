using System.Reflection;
using System.Runtime.Loader;

namespace Microsoft.ML.Offline.Tests.Surface;

/// <summary>
/// Code that compiles against the stand-in must compile, and mean the same, against the real ML.NET: whatever the
/// stand-in shows has to be there in the real assemblies with the same signature.
/// </summary>
public sealed class PublicSurfaceTests
{
    [PackageLaneFact]
    public void Everything_public_in_the_stand_in_is_in_ML_NET_with_the_same_signature()
    {
        // Hosting is a package of its own, which a feed may lack; the stand-in's is then not compared.
        string[] hosting = Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.Extensions.ML.dll");
        var offline = VisibleTypes(OfflineAssembly());
        if (hosting.Length == 0) offline = new(offline.Where(t => t.Value.Namespace != "Microsoft.Extensions.ML"));
        var real = Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.ML*.dll")
            .Concat(hosting)
            .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.ML.Offline", StringComparison.Ordinal))
            .Select(Assembly.LoadFrom).SelectMany(VisibleTypes)
            .ToDictionary(t => t.Key, t => t.Value);

        var differences = offline.OrderBy(t => t.Key, StringComparer.Ordinal)
            .SelectMany(t => real.TryGetValue(t.Key, out var counterpart)
                ? Differences(t.Value, counterpart, offline).Select(d => $"{t.Key}: {d}")
                : [$"{t.Key}: not in ML.NET"])
            .ToArray();

        Assert.NotEmpty(offline);
        Assert.True(differences.Length == 0, $"{differences.Length} differences:\n{string.Join('\n', differences)}");
    }

    private static Assembly OfflineAssembly()
        => new AssemblyLoadContext("Stand-in").LoadFromAssemblyPath(BuildMetadata.OfflineAssemblyPath);

    private static Dictionary<string, Type> VisibleTypes(Assembly assembly)
        => assembly.GetExportedTypes().ToDictionary(t => t.FullName!);

    private static IEnumerable<string> Differences(Type offlineType, Type realType, Dictionary<string, Type> offline)
    {
        var (own, real) = (TypeSurface.Of(offlineType), TypeSurface.Of(realType));
        if (own.Header != real.Header)
            yield return $"is '{own.Header}', in ML.NET '{real.Header}'";
        foreach (var name in own.Interfaces.Except(real.Interfaces))
            yield return $"implements {name}, unlike ML.NET";
        // A type without members is there only for the types nested in it: nobody has an instance.
        var promised = own.Declared.Count == 0 ? [] : real.Interfaces.Where(name => offline.ContainsKey(OpenName(name)));
        foreach (var name in promised.Except(own.Interfaces))
            yield return $"must implement {name}";
        foreach (var member in own.Declared.Except(real.All))
            yield return $"has '{member}', unlike ML.NET{Candidates(member, real)}";
        foreach (var member in real.Abstract.Except(own.Abstract))
            yield return $"must have '{member}' for implementers to write";
    }

    private static string OpenName(string name) => name.Split('<')[0];

    private static string Candidates(string member, TypeSurface real)
    {
        var name = NameOf(member);
        var same = real.All.Where(candidate => NameOf(candidate) == name).ToArray();
        return same.Length == 0 ? "" : $", which has '{string.Join("', '", same)}'";
    }

    private static string NameOf(string member)
        => member.Split('(')[0].Split('<')[0].Split(" = ")[0].Split(' ')[^1];
}
