namespace MLNet.Mlp.Persistence;

/// <summary>Texts out of a file, as messages show them: a damaged or hostile one may be megabytes long, and may hold
/// line breaks or the control sequences of a terminal.</summary>
internal static class Excerpt
{
    /// <summary>Long enough for the architecture of a network of several layers.</summary>
    private const int MaximumLength = 500;

    public static string Of(string? text)
    {
        if (text is null) return "";
        var kept = text.Length <= MaximumLength ? text : $"{text.AsSpan(0, MaximumLength)}...";
        return string.Create(kept.Length, kept, (shown, kept) =>
        {
            for (var i = 0; i < shown.Length; i++) shown[i] = char.IsControl(kept[i]) ? ' ' : kept[i];
        });
    }
}
