using System.Runtime.CompilerServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>An optimizer at work on numbers of one kind. It is made once and told of each step once, so that a kernel
/// may update a few weights at a time: a call costs a few nanoseconds beside its loop.</summary>
internal abstract class Updater<T> where T : unmanaged, IReal<T>
{
    /// <summary>Sets the step to be taken, on one thread.</summary>
    public abstract void Begin(StepValues step);

    /// <summary>Takes it for some of the parameters, on any thread.</summary>
    public abstract void Update(in Parameters<T> parameters);

    /// <summary>Runs code for the type of the rule, for backends with loops of their own.</summary>
    public abstract TResult Run<TCode, TResult>(TCode code) where TCode : IRuleCode<T, TResult>;
}

/// <summary>Code to be compiled for the rule of each optimizer.</summary>
internal interface IRuleCode<T, out TResult> where T : unmanaged, IReal<T>
{
    /// <param name="ruleOf">Makes the rule of a step, for weights or for others.</param>
    TResult Run<TRule>(Func<StepValues, bool, TRule> ruleOf) where TRule : unmanaged, IUpdateRule<T>;
}

/// <summary>The loop of all optimizers, compiled for each rule.</summary>
/// <param name="optimizer">Has the penalties.</param>
/// <param name="ruleOf">Makes the rule of a step, for weights or for others.</param>
internal sealed class Updater<T, TRule>(Optimizer optimizer, Func<StepValues, bool, TRule> ruleOf) : Updater<T>
    where T : unmanaged, IReal<T>
    where TRule : unmanaged, IUpdateRule<T>
{
    private TRule _weightRule, _otherRule;
    private PenalizedGradient<T> _weightGradient, _otherGradient;

    public override void Begin(StepValues step)
    {
        (_weightRule, _otherRule) = (ruleOf(step, true), ruleOf(step, false));
        _weightGradient = new(step.GradientScale, optimizer.CoupledWeightDecay, optimizer.L1Penalty);
        _otherGradient = new(step.GradientScale, decay: 0, l1: 0);
    }

    public override TResult Run<TCode, TResult>(TCode code) => code.Run(ruleOf);

    public override void Update(in Parameters<T> parameters)
    {
        ref readonly var rule = ref parameters.AreWeights ? ref _weightRule : ref _otherRule;
        ref readonly var gradient = ref parameters.AreWeights ? ref _weightGradient : ref _otherGradient;
        if (gradient.IsPlain) Update(parameters, rule, default(PlainGradient<T>));
        else Update(parameters, rule, gradient);
    }

    /// <summary>Rule and gradients are passed as copies: these may stay in registers, as the loop cannot change them.
    /// </summary>
    private static void Update<TGradient>(in Parameters<T> parameters, TRule rule, TGradient stepGradient)
        where TGradient : unmanaged, IStepGradient<T>
    {
        parameters.RequireLengths(TRule.StateCount);
        ref var value = ref parameters.Value;
        ref var gradient = ref Unsafe.AsRef(in parameters.Gradient);
        ref T first = ref parameters.FirstState, second = ref parameters.SecondState;
        for (nint i = 0; i < parameters.Count; i++)
        {
            var w = Unsafe.Add(ref value, i);
            var m = TRule.StateCount > 0 ? Unsafe.Add(ref first, i) : default;
            var s = TRule.StateCount > 1 ? Unsafe.Add(ref second, i) : default;
            var g = stepGradient.Of(Unsafe.Add(ref gradient, i), w);
            Unsafe.Add(ref value, i) = rule.Step(w, g, ref m, ref s);
            if (TRule.StateCount > 0) Unsafe.Add(ref first, i) = m;
            if (TRule.StateCount > 1) Unsafe.Add(ref second, i) = s;
        }
    }
}
