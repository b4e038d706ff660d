namespace MLNet.Mlp.Numerics;

/// <summary>
/// A real number, or a vector of real numbers that are treated alike. The formulas of this library are written for it
/// once, and every backend runs the same formula on the numbers of its kind: double precision to be checked, vectors to
/// be fast. Static members on a struct are resolved when a formula is compiled for it and cost nothing.
/// </summary>
internal interface IReal<T> where T : unmanaged, IReal<T>
{
    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    static abstract T operator -(T a);

    /// <summary>A constant of a formula, rounded to the kind's precision.</summary>
    static abstract implicit operator T(double constant);

    /// <summary>A hyperparameter of a formula: not by way of a double, which a GPU would compute with.</summary>
    static abstract implicit operator T(float constant);

    /// <summary>a b + c, rounded once where that is as fast as rounding twice.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    static abstract T Abs(T a);

    static abstract T Sqrt(T a);

    static abstract T Exp(T a);

    /// <summary>exp(a) - 1, without the cancellation that this would suffer near 0.</summary>
    static abstract T ExpM1(T a);

    static abstract T Tanh(T a);

    /// <summary>The error function, 2 / sqrt(pi) times the integral of exp(-t²) from 0 to a.</summary>
    static abstract T Erf(T a);

    /// <summary>The natural logarithm.</summary>
    static abstract T Log(T a);

    /// <summary>The larger of two numbers; NaN where a is. So a constant stands second: what b being NaN gives is left
    /// to the machine.</summary>
    static abstract T Max(T a, T b);

    /// <summary>The smaller of two numbers; NaN where a is, as with <see cref="Max"/>.</summary>
    static abstract T Min(T a, T b);

    /// <summary><paramref name="then"/> where <paramref name="condition"/> is above zero, else
    /// <paramref name="otherwise"/>, which is also what NaN gives. Both are computed.</summary>
    static abstract T IfPositive(T condition, T then, T otherwise);
}
