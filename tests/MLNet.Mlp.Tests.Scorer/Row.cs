using Microsoft.ML.Data;

namespace TreeScorer;

/// <summary>A row to score.</summary>
public sealed class Row
{
    /// <summary>The features.</summary>
    [VectorType(4)]
    public float[] Features { get; set; } = [];
}
