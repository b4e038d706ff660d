using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The values that can be mapped to keys and back: texts, truth values and numbers.</summary>
internal static class Scalars
{
    public const string Supported = "texts, truth values or numbers";

    private static readonly DataViewType[] _types =
        [TextDataViewType.Instance, BooleanDataViewType.Instance, .. NumberDataViewType.All];

    public static bool IsSupported(DataViewType type) => _types.Contains(type);

    /// <summary>Empty texts and what is not a number stand for missing values.</summary>
    public static bool IsMissing<T>(T value) => value switch
    {
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        ReadOnlyMemory<char> text => text.IsEmpty,
        _ => false,
    };

    public static T? Missing<T>() =>
        typeof(T) == typeof(float) ? (T)(object)float.NaN
        : typeof(T) == typeof(double) ? (T)(object)double.NaN
        : default;

    public static ReadOnlyMemory<char> ToText<T>(T value) => value switch
    {
        bool truth => (truth ? "1" : "0").AsMemory(),
        ReadOnlyMemory<char> text => text,
        double number => number.ToString("G17", CultureInfo.InvariantCulture).AsMemory(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture).AsMemory(),
    };

    /// <summary>Texts are compared by their characters.</summary>
    public static IEqualityComparer<T> Equality<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>)
            ? (IEqualityComparer<T>)(object)new TextComparer()
            : EqualityComparer<T>.Default;

    public static IComparer<T> Order<T>() =>
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)new TextComparer() : Comparer<T>.Default;

    public static void Save<T>(BinaryWriter writer, T[] values)
    {
        writer.Write(values.Length);
        foreach (var value in values)
        {
            writer.Write(value is ReadOnlyMemory<char> text
                ? text.ToString()
                : Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }
    }

    public static T[] Load<T>(BinaryReader reader)
    {
        var values = new T[reader.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
        {
            var text = reader.ReadString();
            values[i] = (T)(typeof(T) == typeof(ReadOnlyMemory<char>)
                ? text.AsMemory()
                : Convert.ChangeType(text, typeof(T), CultureInfo.InvariantCulture));
        }
        return values;
    }

    public static void SaveType(BinaryWriter writer, DataViewType type) => writer.Write($"{type}");

    public static PrimitiveDataViewType LoadType(BinaryReader reader)
    {
        var name = reader.ReadString();
        var type = Array.Find(_types, t => $"{t}" == name);
        Check.Decode(type is not null, $"Corrupt model file: '{name}' is not a type of values.");
        return (PrimitiveDataViewType)type;
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span);

        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);
    }
}
