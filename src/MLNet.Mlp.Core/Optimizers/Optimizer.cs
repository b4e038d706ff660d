using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>
/// How the gradient of a step changes the parameters: one derived record for each method, with its hyperparameters.
/// <para>In the formulas W is a weight, G the gradient of the mean loss of the batch after clipping, and t the number
/// of the step from 1. State such as velocities starts at zero. The penalties come first:</para>
/// <code>
/// G' = G + weightDecay W + l1Penalty sign(W)     (weights)
/// G' = G                                         (biases, and the scales of batch normalization)
/// </code>
/// <para>Results equal those of <c>torch.optim</c> with the same values, if its biases and scales are put in a group
/// without decay.</para>
/// <para>With <see cref="SparseFeatures"/> a step takes time in proportion to the non-zeros: in the first layer, the
/// weights of the inputs that are zero in the whole batch rest. Neither penalties nor momentum move them, and their
/// state stays as it is, as with <c>torch.optim.SparseAdam</c>.</para>
/// </summary>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>The L2 penalty: weightDecay W is added to the gradient of each weight, not of biases and scales; zero
    /// or positive. It is coupled: the method sees it as part of the gradient. <see cref="AdamW"/> alone decouples it.
    /// Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <summary>The L1 penalty: l1Penalty sign(W) is added to the gradient of each weight, not of biases and scales;
    /// zero or positive. It pushes weights towards 0 (Tibshirani, 1996), past which they swing by the size of a step.
    /// Default 0.</summary>
    public float L1Penalty { get; init; }

    /// <summary>Numbers that must be kept from step to step for each parameter: 0, 1 or 2.</summary>
    internal abstract int StateCount { get; }

    /// <summary>The part of <see cref="WeightDecay"/> that is added to the gradient.</summary>
    internal virtual float CoupledWeightDecay => WeightDecay;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is out of range; the message names it.
    /// </exception>
    public virtual void Validate()
    {
        Require.NonNegativeAndFinite(nameof(WeightDecay), WeightDecay);
        Require.NonNegativeAndFinite(nameof(L1Penalty), L1Penalty);
    }

    /// <summary>The method with its rule, to take steps on numbers of a kind.</summary>
    internal abstract Updater<T> CreateUpdater<T>() where T : unmanaged, IReal<T>;
}
