namespace DigitsService;

/// <summary>What a client gets.</summary>
/// <param name="Digit">The digit that is most probable.</param>
/// <param name="Probabilities">Of each digit, from 0 to 9.</param>
internal sealed record DigitAnswer(int Digit, float[] Probabilities);
