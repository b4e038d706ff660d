using System.Reflection;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>ILGPU pins the spans that it copies from and to, but not what it is given by reference: the garbage
/// collector may move such an array while it is copied, and what arrives is not what was there.</summary>
public class CopyConventionTests
{
    // Whose memory is page-locked, and so pinned for good.
    private static readonly string[] _pinned = [typeof(HostBuffer<>).Name, nameof(StagingBuffer)];

    [Fact]
    public void Nothing_that_may_move_is_copied_by_reference()
    {
        var types = typeof(Gpu).Assembly.GetTypes().Where(type => !_pinned.Contains(type.Name)).ToArray();
        Assert.Equal(typeof(Gpu).Assembly.GetTypes().Length - _pinned.Length, types.Length);
        var copies = KernelCatalog.MethodsNamedBy(types).Select(named => named.Target).Where(IsCopy).ToArray();
        Assert.NotEmpty(copies);
        Assert.DoesNotContain(copies, copy => copy.GetParameters().Any(IsReference));
    }

    [Fact]
    public void What_is_copied_by_reference_is_seen_as_such() => Assert.Contains(
        typeof(ArrayViewExtensions).GetMethods(), method => IsCopy(method) && method.GetParameters().Any(IsReference));

    private static bool IsCopy(MethodBase method) =>
        method.DeclaringType == typeof(ArrayViewExtensions) &&
        method.Name.StartsWith("Copy", StringComparison.Ordinal) &&
        method.Name.Contains("CPU", StringComparison.Ordinal);

    /// <summary>Spans are handed on by reference, too.</summary>
    private static bool IsReference(ParameterInfo parameter) =>
        parameter.ParameterType is { IsByRef: true } type && !type.GetElementType()!.IsByRefLike;
}
