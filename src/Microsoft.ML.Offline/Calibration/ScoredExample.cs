namespace Microsoft.ML.Calibrators;

/// <summary>A row to calibrate on.</summary>
/// <param name="Score">The score, which is finite.</param>
/// <param name="IsPositive">Whether the row is of the positive class.</param>
/// <param name="Weight">How much the row counts; finite and not 0.</param>
internal readonly record struct ScoredExample(float Score, bool IsPositive, float Weight);
