namespace MLNet.Mlp.Numerics;

/// <summary>Functions made of those that every <see cref="IReal{T}"/> has.</summary>
internal static class RealFunctions
{
    /// <summary>-1, 0 or 1.</summary>
    public static T Sign<T>(T a) where T : unmanaged, IReal<T> => T.IfPositive(a, 1.0, T.IfPositive(-a, -1.0, 0.0));

    /// <summary>log(1 + e) for e >= 0. With u the rounded 1 + e it is taken as log(u) e / (u - 1): this is exact where
    /// u = 1 + e, and makes up for the digits of e that u has lost where not (Kahan; Goldberg, 1991, theorem 4).
    /// In floats it is off by at most 4 units in the last place up to 1e36, beyond which the product overflows.
    /// </summary>
    public static T Log1P<T>(T e) where T : unmanaged, IReal<T>
    {
        T u = 1.0 + e, lost = u - 1.0;
        return T.IfPositive(lost, T.Log(u) * e / lost, e);
    }
}
