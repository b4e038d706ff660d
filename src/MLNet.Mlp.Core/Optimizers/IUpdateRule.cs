using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>The formula of an optimizer with the constants of one step. A struct, so that the loop over the parameters
/// is compiled for each formula.</summary>
internal interface IUpdateRule<T> where T : unmanaged, IReal<T>
{
    /// <summary>How many of the two states the formula uses; the others are not kept.</summary>
    static abstract int StateCount { get; }

    /// <summary>Returns the new weight.</summary>
    /// <param name="weight">The weight before the step.</param>
    /// <param name="gradient">Its gradient, with the coupled penalties.</param>
    /// <param name="first">The first state, to be updated.</param>
    /// <param name="second">The second state, to be updated.</param>
    T Step(T weight, T gradient, ref T first, ref T second);
}
