using System.Reflection;

namespace Microsoft.ML.Offline.Tests.Surface;

/// <summary>Names of types without the assemblies that they are from.</summary>
internal static class TypeNames
{
    public static string Of(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsByRef)
            return $"ref {Of(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer)
            return $"{Of(type.GetElementType()!)}*";
        var name = type.IsGenericType ? type.GetGenericTypeDefinition().FullName! : type.FullName!;
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    public static string Constraints(Type[] arguments)
        => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(Constraint).Where(c => c.Length > 0));

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes & ~GenericParameterAttributes.AllowByRefLike;
        var parts = parameter.GetGenericParameterConstraints()
            .Where(c => c.IsVisible).Select(Of).Order(StringComparer.Ordinal).ToList();
        if (attributes != GenericParameterAttributes.None)
            parts.Insert(0, $"{attributes}");
        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }
}
