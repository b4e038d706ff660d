using System.Reflection;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What type parameters may stand for: the structs of the core and of the backend that fulfil the constraints,
/// such as all activations for an activation. Kernels take nothing else.</summary>
internal static class TypeArguments
{
    // A tile of tiles would have tiles without end.
    private const int MostNesting = 3;

    private static readonly Type[] _structs =
    [
        .. new[] { typeof(Network), typeof(Gpu) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type is { IsValueType: true, IsEnum: false, IsByRefLike: false }),
    ];

    private static readonly Type[] _withoutConstraint = [typeof(float), typeof(int)];

    /// <summary>A method, and its type, with all choices of their type parameters.</summary>
    public static IEnumerable<MethodInfo> Close(MethodInfo definition)
    {
        foreach (var type in Close(definition.DeclaringType!, depth: 0))
        {
            var method = (MethodInfo)MethodBase.GetMethodFromHandle(definition.MethodHandle, type.TypeHandle)!;
            if (!method.IsGenericMethodDefinition)
            {
                yield return method;
                continue;
            }
            foreach (var choice in Choices(method.GetGenericArguments(), depth: 0))
                if (Try(() => method.MakeGenericMethod(choice)) is { } closed) yield return closed;
        }
    }

    /// <summary>A name as in the source: "MatMul&lt;Tile8&gt;".</summary>
    public static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type.DeclaringType is { } outer && name is "Rule" or "Formula") name = $"{outer!.Name}.{name}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    public static string NameOf(MethodInfo method) =>
        $"{NameOf(method.DeclaringType!)}.{method.Name}" + (method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>"
            : "");

    private static IEnumerable<Type> Close(Type type, int depth)
    {
        if (!type.IsGenericTypeDefinition) return [type];
        if (depth == MostNesting) return [];
        return Choices(type.GetGenericArguments(), depth + 1)
            .Select(choice => Try(() => type.MakeGenericType(choice))).OfType<Type>();
    }

    /// <summary>All combinations of what each parameter may be by itself; a few of them do not go together.</summary>
    private static IEnumerable<Type[]> Choices(Type[] parameters, int depth)
    {
        IEnumerable<Type[]> choices = [[]];
        foreach (var parameter in parameters)
        {
            var types = Candidates(parameter, depth);
            choices = choices.SelectMany(choice => types.Select(type => (Type[])[.. choice, type]));
        }
        return choices;
    }

    private static Type[] Candidates(Type parameter, int depth)
    {
        var constraints = parameter.GetGenericParameterConstraints().Where(type => type.IsInterface).ToArray();
        if (constraints.Length == 0) return _withoutConstraint;
        return
        [
            .. from type in _structs
               where constraints.All(constraint =>
                   type.GetInterfaces().Any(its => Definition(its) == Definition(constraint)))
               from closed in Close(type, depth)
               where constraints.All(constraint =>
                   constraint.ContainsGenericParameters || constraint.IsAssignableFrom(closed))
               select closed,
        ];
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static T? Try<T>(Func<T> make) where T : class
    {
        try
        {
            return make();
        }
        catch (ArgumentException)
        {
            return null; // A constraint is not fulfilled.
        }
    }
}
