namespace MLNet.Mlp.Backends;

/// <summary>What an optimizer's step does with one weight, bias or scale, in a kernel: clip the gradient, add the
/// penalties, apply the rule.</summary>
/// <typeparam name="TRule">The rule of the core, on floats of the GPU.</typeparam>
internal readonly struct UpdateStep<TRule>(TRule rule, float clipValue, float decay, float l1)
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    public readonly TRule Rule = rule;
    public readonly float ClipValue = clipValue, Decay = decay, L1 = l1;

    /// <summary>Returns the new value and changes the optimizer's state; a rule with fewer states leaves the rest
    /// alone.</summary>
    /// <param name="value">The weight, bias or scale.</param>
    /// <param name="gradient">The gradient of the batch's mean loss.</param>
    /// <param name="gradientScale">The factor that clips the norm of all gradients, or 1.</param>
    /// <param name="first">The first state of the parameter.</param>
    /// <param name="second">The second state.</param>
    public float Apply(float value, float gradient, float gradientScale, ref float first, ref float second)
    {
        var g = Clip(gradient) * gradientScale + Decay * value;
        g = value > 0 ? g + L1 : value < 0 ? g - L1 : g;
        GpuReal m = new(first), s = new(second);
        var result = Rule.Step(new GpuReal(value), new GpuReal(g), ref m, ref s);
        (first, second) = (m.Value, s.Value);
        return result.Value;
    }

    /// <summary>The gradient within -ClipValue .. ClipValue, which is infinite where there is no limit; NaN stays
    /// NaN.</summary>
    public float Clip(float gradient) => GpuFunctions.Clip(gradient, ClipValue);
}

/// <summary>Makes the steps of a training run.</summary>
/// <param name="options">The hyperparameters.</param>
/// <param name="ruleOf">Makes the rule of a step, for weights or for others.</param>
internal sealed class OptimizerSteps<TRule>(TrainingOptions options, Func<StepValues, bool, TRule> ruleOf)
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    /// <summary>Penalties apply to weights, and not to biases and scales.</summary>
    public UpdateStep<TRule> Of(StepValues step, bool areWeights) => new(
        ruleOf(step, areWeights),
        options.ClipValue ?? float.PositiveInfinity,
        areWeights ? options.Optimizer.CoupledWeightDecay : 0,
        areWeights ? options.Optimizer.L1Penalty : 0);
}
