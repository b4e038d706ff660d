using System.Numerics;
using System.Numerics.Tensors;

namespace MLNet.Mlp.Backends;

/// <summary>The formulas of <see cref="Activation"/> over whole rows, in place.</summary>
internal static class SimdActivation
{
    /// <summary>a = f(z), overwriting z.</summary>
    public static void Forward(Activation activation, Span<float> z)
    {
        switch (activation)
        {
            case Activation.ReLU:
                TensorPrimitives.Max(z, 0f, z);
                break;
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid(z, z);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(z, z);
                break;
            case Activation.Identity:
                break;
        }
    }

    /// <summary>dZ = dA f'(z), overwriting dA; f' in terms of a = f(z), as in <see cref="ActivationFormulas"/>.</summary>
    public static void Backward(Activation activation, ReadOnlySpan<float> a, Span<float> dA)
    {
        switch (activation)
        {
            case Activation.ReLU:
                Multiply<ReLUDerivative>(a, dA);
                break;
            case Activation.Sigmoid:
                Multiply<SigmoidDerivative>(a, dA);
                break;
            case Activation.Tanh:
                Multiply<TanhDerivative>(a, dA);
                break;
            case Activation.Identity:
                break;
        }
    }

    private interface IDerivative
    {
        static abstract Vector<float> Times(Vector<float> dA, Vector<float> a);

        static abstract float Times(float dA, float a);
    }

    private readonly struct ReLUDerivative : IDerivative
    {
        public static Vector<float> Times(Vector<float> dA, Vector<float> a) =>
            Vector.ConditionalSelect(Vector.GreaterThan(a, Vector<float>.Zero), dA, Vector<float>.Zero);

        public static float Times(float dA, float a) => a > 0 ? dA : 0;
    }

    private readonly struct SigmoidDerivative : IDerivative
    {
        public static Vector<float> Times(Vector<float> dA, Vector<float> a) => dA * (a * (Vector<float>.One - a));

        public static float Times(float dA, float a) => dA * (a * (1 - a));
    }

    private readonly struct TanhDerivative : IDerivative
    {
        public static Vector<float> Times(Vector<float> dA, Vector<float> a) => dA * (Vector<float>.One - a * a);

        public static float Times(float dA, float a) => dA * (1 - a * a);
    }

    private static void Multiply<TDerivative>(ReadOnlySpan<float> a, Span<float> dA) where TDerivative : IDerivative
    {
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            TDerivative.Times(new Vector<float>(dA[i..]), new Vector<float>(a[i..])).CopyTo(dA[i..]);
        for (; i < a.Length; i++) dA[i] = TDerivative.Times(dA[i], a[i]);
    }
}
