using FsCheck;
using FsCheck.Fluent;

namespace MLNet.Mlp.Core.Tests.Properties;

/// <summary>
/// Checks that something holds for many generated cases, and reports the smallest that it finds for which it does
/// not. The cases are the same in each run. For others set MLP_PROPERTY_SEED to a number, or to "random"; a failure's
/// message then tells the number:
/// <code>
/// MLP_PROPERTY_SEED=random dotnet test tests/MLNet.Mlp.Core.Tests --filter FullyQualifiedName~Properties
/// </code>
/// </summary>
internal static class PropertyCheck
{
    private static readonly ulong _seed = Environment.GetEnvironmentVariable("MLP_PROPERTY_SEED") switch
    {
        null or "" => 1,
        "random" => (ulong)Random.Shared.NextInt64(),
        var number => ulong.Parse(number, System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <param name="cases">Where the cases come from, and how to make one smaller.</param>
    /// <param name="count">How many cases to try.</param>
    /// <param name="check">Throws where the property does not hold.</param>
    public static void ForAll<T>(Arbitrary<T> cases, int count, Action<T> check)
    {
        // The second number of a replay must be odd; which, does not matter.
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(_seed, 1UL)
            .WithName($"MLP_PROPERTY_SEED={_seed}");
        Prop.ForAll(cases, check).Check(config);
    }
}
