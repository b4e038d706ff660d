namespace TreeScorer;

/// <summary>What the model says of a row.</summary>
public sealed class Prediction
{
    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];

    /// <summary>The key of the most probable class.</summary>
    public uint PredictedLabel { get; set; }

    /// <summary>The name of the most probable class.</summary>
    public string PredictedSpecies { get; set; } = "";
}
