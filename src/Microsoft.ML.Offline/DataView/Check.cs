using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML;

internal static class Check
{
    /// <summary>ML.NET reports an empty name like a missing one, as <see cref="ArgumentNullException"/>.</summary>
    public static void NonEmpty([NotNull] string? value, string name)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentNullException(name, $"{name} must not be empty.");
    }

    /// <summary>What ML.NET throws for a saved model that is damaged or not what it should be.</summary>
    public static void Decode([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            throw new FormatException(message);
    }
}
