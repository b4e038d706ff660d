using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>What becomes of a gradient before the rule of an optimizer sees it. A struct, so that the loop is compiled
/// for each kind.</summary>
internal interface IStepGradient<T> where T : unmanaged, IReal<T>
{
    /// <summary>G', from the gradient G of the mean loss and the weight.</summary>
    T Of(T gradient, T weight);
}

/// <summary>The gradient as it is: neither clipped nor penalized.</summary>
internal readonly struct PlainGradient<T> : IStepGradient<T> where T : unmanaged, IReal<T>
{
    public T Of(T gradient, T weight) => gradient;
}

/// <summary>scale G + decay W + l1 sign(W)</summary>
internal readonly struct PenalizedGradient<T>(double scale, float decay, float l1) : IStepGradient<T>
    where T : unmanaged, IReal<T>
{
    private readonly T _scale = scale, _decay = decay, _l1 = l1;
    private readonly bool _hasL1 = l1 > 0;

    /// <summary>Whether it is just G.</summary>
    public bool IsPlain { get; } = (scale, decay, l1) == (1, 0, 0);

    public T Of(T gradient, T weight)
    {
        var g = T.MultiplyAdd(_decay, weight, _scale * gradient);
        return _hasL1 ? g + T.IfPositive(weight, _l1, T.IfPositive(-weight, -_l1, 0)) : g;
    }
}
