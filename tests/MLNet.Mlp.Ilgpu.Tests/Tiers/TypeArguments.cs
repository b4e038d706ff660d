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

    /// <summary>A method with so many choices of its type parameters, and those of its type, that each parameter is
    /// each of its types at least once. All combinations would be thousands, and tell no more: activation, optimizer
    /// and loss do not know each other.</summary>
    public static IEnumerable<MethodInfo> Cover(MethodInfo definition)
    {
        if (!definition.DeclaringType!.IsGenericType && !definition.IsGenericMethod)
        {
            yield return definition;
            yield break;
        }
        Type[] parameters = [.. definition.DeclaringType.GetGenericArguments(), .. definition.GetGenericArguments()];
        var types = parameters.Select(parameter => Candidates(parameter, depth: 0)).ToArray();
        if (types.Any(some => some.Length == 0)) yield break;
        var most = types.Max(some => some.Length);
        // First all parameters change at once; then whatever is left because some types do not go together.
        var choices = Enumerable.Range(0, most)
            .Select(number => types.Select(some => some[number % some.Length]).ToArray())
            .Concat(Combinations(types));
        var left = types.SelectMany((some, parameter) => some.Select(type => (parameter, type))).ToHashSet();
        foreach (var choice in choices)
        {
            var chosen = choice.Select((type, parameter) => (parameter, type)).ToArray();
            if (!chosen.Any(left.Contains) || Try(() => Close(definition, choice)) is not { } closed) continue;
            left.ExceptWith(chosen);
            yield return closed;
            if (left.Count == 0) yield break;
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

    private static MethodInfo Close(MethodInfo definition, Type[] choice)
    {
        var type = definition.DeclaringType!;
        var count = type.GetGenericArguments().Length;
        if (count > 0) type = type.MakeGenericType(choice[..count]);
        var method = (MethodInfo)MethodBase.GetMethodFromHandle(definition.MethodHandle, type.TypeHandle)!;
        return method.IsGenericMethodDefinition ? method.MakeGenericMethod(choice[count..]) : method;
    }

    private static IEnumerable<Type> Close(Type type, int depth)
    {
        if (!type.IsGenericTypeDefinition) return [type];
        if (depth == MostNesting) return [];
        return Combinations([.. type.GetGenericArguments().Select(parameter => Candidates(parameter, depth + 1))])
            .Select(choice => Try(() => type.MakeGenericType(choice))).OfType<Type>();
    }

    private static IEnumerable<Type[]> Combinations(Type[][] types)
    {
        IEnumerable<Type[]> choices = [[]];
        foreach (var some in types)
            choices = choices.SelectMany(choice => some.Select(type => (Type[])[.. choice, type]));
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
