namespace Microsoft.ML.Calibrators;

/// <summary>
/// The rising step function nearest to the labels in squared error, by pooling adjacent violators (Ayer et al. 1955):
/// pieces that do not rise, or share a score, become one of their weighted mean.
/// </summary>
internal static class IsotonicRegression
{
    public static IsotonicCalibrator Fit(IEnumerable<ScoredExample> examples)
    {
        var pieces = new Stack<Piece>();
        foreach (var (score, isPositive, weight) in examples.OrderBy(example => example.Score))
        {
            var piece = new Piece(score, score, isPositive ? 1 : 0, weight);
            while (pieces.TryPeek(out var last) && (last.Max >= piece.Min || piece.Value <= last.Value))
                piece = pieces.Pop().Join(piece);
            pieces.Push(piece);
        }
        var rising = pieces.Reverse().ToArray();
        return new(
            [.. rising.Select(piece => piece.Min)],
            [.. rising.Select(piece => piece.Max)],
            [.. rising.Select(piece => piece.Value)]);
    }

    private readonly record struct Piece(float Min, float Max, float Value, float Weight)
    {
        public Piece Join(Piece next)
        {
            float weight = Weight + next.Weight;
            return new(Min, next.Max, (Value * Weight + next.Value * next.Weight) / weight, weight);
        }
    }
}
