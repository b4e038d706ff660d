using System.Globalization;
using Digits;

namespace DigitsService;

/// <summary>What a client sends.</summary>
/// <param name="Pixels">8 rows of 8 pixels, from 0 (white) to 16 (black).</param>
internal sealed record DigitImage(float[]? Pixels)
{
    private const int PixelCount = DigitRow.Side * DigitRow.Side;

    /// <summary>What is wrong with the image, or null.</summary>
    public static string? Error(DigitImage? image)
    {
        if (image?.Pixels is not { } pixels) return "pixels must be given; got none.";
        if (pixels.Length != PixelCount) return $"pixels must be {PixelCount} numbers; got {pixels.Length}.";
        var wrong = Array.FindIndex(pixels, pixel => pixel is not (>= 0 and <= DigitRow.Black));
        return wrong < 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"pixels must be in 0..{DigitRow.Black}; got {pixels[wrong]} at index {wrong}.");
    }
}
