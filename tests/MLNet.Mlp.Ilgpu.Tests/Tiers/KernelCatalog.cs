using System.Reflection;
using System.Reflection.Emit;
using ILGPU;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>A kernel of the backend as it is written, before its type parameters are chosen.</summary>
/// <param name="Definition">The method.</param>
internal sealed record Kernel(MethodInfo Definition)
{
    /// <summary>For example "MatMul.Forward".</summary>
    public string Name => $"{TypeArguments.NameOf(Definition.DeclaringType!)}.{Definition.Name}";

    /// <summary>Whether its threads are counted by ILGPU, and not by its groups.</summary>
    public bool IsImplicitlyGrouped =>
        typeof(IIndex).IsAssignableFrom(Definition.GetParameters()[0].ParameterType);

    /// <summary>The kernel with every type that its constraints allow, each at least once.</summary>
    public IEnumerable<MethodInfo> Variants() => TypeArguments.Cover(Definition);
}

/// <summary>
/// Finds the kernels of an assembly with no help from their authors: a kernel is a static method that is made a
/// delegate of, as all loading of kernels does, and that takes memory of the device.
/// </summary>
internal static class KernelCatalog
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static |
        BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The kernels of the GPU backend.</summary>
    public static IReadOnlyList<Kernel> Backend { get; } = Of(typeof(Gpu).Assembly.GetTypes());

    /// <summary>The kernels that some types load.</summary>
    public static IReadOnlyList<Kernel> Of(IEnumerable<Type> types) =>
    [
        .. MethodsNamedBy(types)
            .Where(named => named.Code == OpCodes.Ldftn && named.Target is MethodInfo { IsStatic: true })
            .Select(named => Definition((MethodInfo)named.Target))
            .Where(method => method.ReturnType == typeof(void))
            .Where(method => method.GetParameters().Any(parameter => HoldsMemory(parameter.ParameterType)))
            .DistinctBy(method => (method.Module, method.MetadataToken))
            .Select(method => new Kernel(method))
            .OrderBy(kernel => kernel.Name, StringComparer.Ordinal),
    ];

    /// <summary>What some types name in their code.</summary>
    public static IEnumerable<(OpCode Code, MethodBase Target)> MethodsNamedBy(IEnumerable<Type> types) =>
        from type in types
        from body in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All))
        from named in IlBody.MethodsIn(body)
        select named;

    private static MethodInfo Definition(MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (type.IsGenericType)
            method = (MethodInfo)type.GetGenericTypeDefinition().GetMethods(All)
                .Single(other => other.MetadataToken == method.MetadataToken);
        return method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
    }

    /// <summary>Whether a parameter is a view of memory, or a struct with one, or may be one of those.</summary>
    private static bool HoldsMemory(Type type) =>
        type is { IsGenericParameter: true, IsValueType: true } ||
        typeof(IArrayView).IsAssignableFrom(type) ||
        (type is { IsValueType: true, IsPrimitive: false, IsEnum: false } &&
            type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Any(field => field.FieldType != type && HoldsMemory(field.FieldType)));
}
