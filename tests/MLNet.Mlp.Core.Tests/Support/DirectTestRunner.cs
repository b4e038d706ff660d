using System.Reflection;
using Xunit.Sdk;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Runs the facts and theories of test classes by reflection, without a test host. Knows what the classes of
/// <see cref="SimdTierTests"/> need: no fixtures, no asynchronous tests, no skipped tests.</summary>
internal static class DirectTestRunner
{
    public static (int Passed, int Failed) Run(IEnumerable<string> classNames, TextWriter log)
    {
        var (passed, failed) = (0, 0);
        var assembly = typeof(DirectTestRunner).Assembly;
        foreach (var type in classNames.Select(name => assembly.GetType(name, throwOnError: true)!))
            foreach (var method in type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute))))
                foreach (var arguments in Cases(method))
                {
                    try
                    {
                        method.Invoke(Activator.CreateInstance(type), arguments);
                        passed++;
                    }
                    catch (TargetInvocationException e)
                    {
                        failed++;
                        log.WriteLine($"{type.Name}.{method.Name}({string.Join(", ", arguments)}): {e.InnerException}");
                    }
                }
        return (passed, failed);
    }

    private static IEnumerable<object[]> Cases(MethodInfo method) => method.IsDefined(typeof(TheoryAttribute))
        ? method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method))
        : [[]];
}
