using Microsoft.ML.Data;

namespace Digits;

/// <summary>A row of digits.csv: 8 x 8 pixels from 0 (white) to 16 (black), then the digit.</summary>
internal sealed class DigitRow
{
    public const int Side = 8;
    public const float Black = 16;

    [LoadColumn(0, Side * Side - 1)]
    [VectorType(Side * Side)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(Side * Side)]
    public int Digit { get; set; }
}

/// <summary>What the model says of a digit.</summary>
internal sealed class DigitPrediction
{
    /// <summary>The probability of each class, in the order in which training met the digits.</summary>
    public float[] Score { get; set; } = [];

    public int PredictedDigit { get; set; }
}
