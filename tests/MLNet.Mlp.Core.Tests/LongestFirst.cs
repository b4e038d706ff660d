using Xunit.Abstractions;

[assembly: TestCollectionOrderer("MLNet.Mlp.Core.Tests.LongestFirst", "MLNet.Mlp.Core.Tests")]

namespace MLNet.Mlp.Core.Tests;

/// <summary>Starts the tests that take longest first, so that none of them is left when the others are done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _longest =
        [typeof(SimdTierTests).FullName!, typeof(SimdBackendTests).FullName!, typeof(ReferenceBackendTests).FullName!];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(
            collection => _longest.Any(name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)));
}
