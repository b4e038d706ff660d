using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace MLNet.Mlp;

/// <summary>Checks of arguments and options, so that every refusal has one wording:
/// "{Name} must be {constraint}; got {value}."</summary>
internal static class Require
{
    public static void AtLeast<T>(string name, T value, T minimum) where T : INumber<T>
    {
        if (!(value >= minimum)) Throw(name, $"at least {Show(minimum)}", value);
    }

    public static void PositiveAndFinite(string name, float value)
    {
        if (!(value > 0 && float.IsFinite(value))) Throw(name, "positive and finite", value);
    }

    public static void NonNegativeAndFinite(string name, float value)
    {
        if (!(value >= 0 && float.IsFinite(value))) Throw(name, "zero or positive, and finite", value);
    }

    /// <summary>Requires 0 &lt;= value &lt; 1.</summary>
    public static void Fraction(string name, float value)
    {
        if (!(value >= 0 && value < 1)) Throw(name, "in [0, 1)", value);
    }

    /// <summary>Requires 0 &lt; value &lt;= 1.</summary>
    public static void PositiveFraction(string name, float value)
    {
        if (!(value > 0 && value <= 1)) Throw(name, "in (0, 1]", value);
    }

    /// <summary>Requires 0 &lt;= value &lt;= 1.</summary>
    public static void ClosedFraction(string name, float value)
    {
        if (!(value >= 0 && value <= 1)) Throw(name, "in [0, 1]", value);
    }

    public static void AtLeastAndFinite(string name, float value, float minimum)
    {
        if (!(value >= minimum && float.IsFinite(value))) Throw(name, $"at least {Show(minimum)}, and finite", value);
    }

    public static void Defined<TEnum>(string name, TEnum value) where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value)) Throw(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}", value);
    }

    [DoesNotReturn]
    public static void Throw(string name, string constraint, object value) =>
        throw new ArgumentOutOfRangeException(name, $"{name} must be {constraint}; got {Show(value)}.");

    private static string Show(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
