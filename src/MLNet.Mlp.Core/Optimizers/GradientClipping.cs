using System.Numerics;
using System.Runtime.InteropServices;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp;

/// <summary>Keeps gradients from growing too large (Pascanu, Mikolov and Bengio, 2013).</summary>
internal static class GradientClipping
{
    /// <summary>Brings each gradient into -limit .. limit.</summary>
    public static void ByValue<T>(Span<T> gradients, float limit) where T : unmanaged, IReal<T>
    {
        T most = limit, least = -limit;
        foreach (ref var gradient in gradients) gradient = T.Min(T.Max(gradient, least), most);
    }

    /// <summary>The factor that brings gradients of this norm to at most <paramref name="limit"/>, as
    /// <c>torch.nn.utils.clip_grad_norm_</c> has it, with the same 1e-6 against a norm of 0.</summary>
    public static double Scale(double sumOfSquares, float limit) =>
        Math.Min(1, limit / (Math.Sqrt(sumOfSquares) + 1e-6));

    public static double SumOfSquares(ReadOnlySpan<double> gradients)
    {
        double sum = 0;
        foreach (var gradient in gradients) sum += gradient * gradient;
        return sum;
    }

    /// <summary>Sums whole vectors of floats in double precision, in which the squares of floats cannot overflow.
    /// </summary>
    public static double SumOfSquares(ReadOnlySpan<float> gradients)
    {
        Vector<double> sumLow = default, sumHigh = default;
        foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(gradients))
        {
            Vector.Widen(vector, out var low, out var high);
            sumLow += low * low;
            sumHigh += high * high;
        }
        return Vector.Sum(sumLow + sumHigh);
    }
}
