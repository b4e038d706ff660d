using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Offline.Tests.Surface;

/// <summary>
/// What users of a type can see of it, as lines of text: so that types of two assemblies, which never share an
/// identity, can be compared.
/// </summary>
internal sealed class TypeSurface
{
    private const BindingFlags Visible = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private TypeSurface(Type type)
    {
        Header = DescribeHeader(type);
        Interfaces = type.GetInterfaces().Where(i => i.IsVisible).Select(TypeNames.Of).ToHashSet();
        var inherited = Members(type).ToArray();
        All = inherited.Select(Describe).ToHashSet();
        Declared = inherited.Where(m => m.DeclaringType == type).Select(Describe).ToHashSet();
        Abstract = inherited.Where(m => m is MethodBase { IsAbstract: true }).Select(Describe).ToHashSet();
    }

    public string Header { get; }

    public IReadOnlySet<string> Interfaces { get; }

    /// <summary>All members, inherited ones included.</summary>
    public IReadOnlySet<string> All { get; }

    public IReadOnlySet<string> Declared { get; }

    /// <summary>What an implementer has to write.</summary>
    public IReadOnlySet<string> Abstract { get; }

    public static TypeSurface Of(Type type) => new(type);

    private static IEnumerable<MemberInfo> Members(Type type)
        => type.GetMembers(Visible).Where(member => member switch
        {
            Type => false,
            FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
            MethodBase method => IsVisible(method),
            PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
            EventInfo @event => IsVisible(@event.AddMethod!),
            _ => true,
        });

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string DescribeHeader(Type type)
    {
        var kind = type.IsEnum ? $"enum : {TypeNames.Of(Enum.GetUnderlyingType(type))}"
            : type.IsInterface ? "interface"
            : type.IsSubclassOf(typeof(MulticastDelegate)) ? "delegate"
            : type.IsValueType ? (type.IsByRefLike ? "ref struct" : "struct")
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var parent = type.BaseType;
        while (parent is { IsVisible: false })
            parent = parent.BaseType;
        var usage = type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false);
        return $"{kind} {TypeNames.Of(type)}{TypeNames.Constraints(type.GetGenericArguments())}"
            + (parent is null ? "" : $" : {TypeNames.Of(parent)}")
            + (usage is null ? "" : $" {DescribeUsage(usage)}");
    }

    private static string DescribeUsage(AttributeUsageAttribute usage)
        => $"[{usage.ValidOn}, multiple: {usage.AllowMultiple}, inherited: {usage.Inherited}]";

    private static string Describe(MemberInfo member) => member switch
    {
        FieldInfo field => $"{Access(field.IsPublic)}{Static(field.IsStatic)}{(field.IsInitOnly ? "readonly " : "")}"
            + $"{TypeNames.Of(field.FieldType)} {field.Name}{Constant(field)}",
        ConstructorInfo constructor => $"{Access(constructor.IsPublic)}constructor({Parameters(constructor)})",
        MethodInfo method => $"{Access(method.IsPublic)}{Static(method.IsStatic)}{Virtual(method)}"
            + $"{TypeNames.Of(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property => $"property {TypeNames.Of(property.PropertyType)} {property.Name}",
        EventInfo @event => $"event {TypeNames.Of(@event.EventHandlerType!)} {@event.Name}",
        _ => $"{member.MemberType} {member.Name}",
    };

    private static string Access(bool isPublic) => isPublic ? "public " : "protected ";

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Virtual(MethodInfo method)
        => method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } && !IsSealed(method) ? "virtual "
            : "";

    // In a sealed type nobody can tell a virtual method from another.
    private static bool IsSealed(MethodInfo method) => method.ReflectedType is { IsSealed: true };

    private static string Constant(FieldInfo field)
        => field.IsLiteral ? string.Create(CultureInfo.InvariantCulture, $" = {field.GetRawConstantValue()}") : "";

    private static string Generics(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition)
            return "";
        var arguments = method.GetGenericArguments();
        return $"<{string.Join(", ", arguments.Select(a => a.Name))}>{TypeNames.Constraints(arguments)}";
    }

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters()
            .Select(p => $"{Modifiers(p)}{TypeNames.Of(p.ParameterType)} {p.Name}{Default(p)}"));

    private static string Modifiers(ParameterInfo parameter)
        => (parameter.Member.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), inherit: false)
                && parameter.Position == 0 ? "this " : "")
            + (parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) ? "params " : "")
            + (parameter.IsOut ? "out " : parameter.IsIn ? "in " : "");

    private static string Default(ParameterInfo parameter)
        => parameter.HasDefaultValue
            ? string.Create(CultureInfo.InvariantCulture, $" = {parameter.RawDefaultValue ?? "null"}")
            : "";
}
