namespace MLNet.Mlp;

/// <summary>What all parameters share in one step of an optimizer.</summary>
/// <param name="Number">The number of the step in the training run, from 1.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientScale">What every gradient is multiplied by: 1, or less where their norm is clipped.</param>
internal readonly record struct StepValues(long Number, float LearningRate, double GradientScale = 1)
{
    /// <summary>The learning rate of one of several steps, from 0, of which each has its own or all have one.</summary>
    public static float RateOf(ReadOnlySpan<float> learningRates, int step) =>
        learningRates[learningRates.Length == 1 ? 0 : step];
}
