using System.Reflection;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The properties of records that are hyperparameters, such as optimizers, found by reflection: a new one is
/// tested without being listed.</summary>
internal static class Hyperparameters
{
    /// <summary>One of each record derived from <typeparamref name="T"/>, with its defaults.</summary>
    public static IReadOnlyList<T> OneOfEach<T>() => [.. typeof(T).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (T)Activator.CreateInstance(type)!)];

    /// <summary>Records that have one hyperparameter out of range, and its name: negative, NaN or infinite, which no
    /// hyperparameter may be. Narrower limits must be tested one by one.</summary>
    public static IEnumerable<(string Name, T Record)> OutOfRange<T>(IEnumerable<T> records) where T : notnull =>
        from record in records
        from property in Numbers(record)
        from value in property.PropertyType == typeof(int) ? [-1] : (object[])[-0.1f, float.NaN, float.PositiveInfinity]
        select (property.Name, With(record, property, value));

    private static List<PropertyInfo> Numbers(object record)
    {
        var settable = record.GetType().GetProperties().Where(property => property.CanWrite).ToList();
        // One of another type would go untested.
        Assert.All(settable, property => Assert.Contains(property.PropertyType, (Type[])[typeof(float), typeof(int)]));
        return settable;
    }

    private static T With<T>(T record, PropertyInfo property, object value) where T : notnull
    {
        var copy = (T)Activator.CreateInstance(record.GetType())!;
        property.SetValue(copy, value);
        return copy;
    }
}
