using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLNet.Mlp.Activations;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>An activation over the units of a row. The loops are compiled for each activation and reached by one
/// virtual call a row. <see cref="SimdMaxout"/> has several weighted sums a unit; here are the activations that have
/// one.</summary>
internal abstract class SimdActivation
{
    public static SimdActivation Of(Activation activation) =>
        activation == Activation.Maxout ? new SimdMaxout() : activation.Run<LoopsCode, SimdActivation>(default);

    /// <summary>a = f(z). May overwrite z from its start, or a part of it from an earlier place; writes nothing beyond
    /// the end of <paramref name="a"/>.</summary>
    /// <param name="z">The weighted sums of the units.</param>
    /// <param name="a">The outputs of the units.</param>
    public abstract void Forward(ReadOnlySpan<float> z, Span<float> a);

    /// <summary>dZ = dA f'(z).</summary>
    /// <param name="z">The weighted sums; where the derivative does not need them, anything of the right
    /// length.</param>
    /// <param name="a">The outputs.</param>
    /// <param name="dA">The gradient of the outputs.</param>
    /// <param name="dZ">The gradient of the weighted sums. With one of them a unit it may be <paramref name="dA"/>,
    /// else it must not overlap it.</param>
    public abstract void Backward(
        ReadOnlySpan<float> z, ReadOnlySpan<float> a, ReadOnlySpan<float> dA, Span<float> dZ);

    private readonly struct LoopsCode : IActivationCode<SimdActivation>
    {
        public SimdActivation Run<TActivation>() where TActivation : unmanaged, IActivation => new Loops<TActivation>();
    }

    /// <summary>Whole vectors from the start of the row, and one more that ends with it. Where the two overlap they
    /// write the same numbers; so that this holds in place too, the last is computed before anything is written. A
    /// unit's result thus does not depend on where in the row it lies.</summary>
    private sealed class Loops<TActivation> : SimdActivation where TActivation : unmanaged, IActivation
    {
        public override void Forward(ReadOnlySpan<float> z, Span<float> a)
        {
            if (typeof(TActivation) == typeof(Identity) && z == a) return;
            a = a[..z.Length];
            ref var zStart = ref MemoryMarshal.GetReference(z);
            ref var aStart = ref MemoryMarshal.GetReference(a);
            var last = z.Length - Float32Vector.Width;
            if (last < 0)
            {
                Float32Vector.StorePart(TActivation.Forward(Float32Vector.LoadPart(z)), a);
                return;
            }
            var end = ForwardAt(ref zStart, last);
            var i = 0;
            for (; i < last - Float32Vector.Width; i += 2 * Float32Vector.Width)
            {
                // Two at a time keep the processor busy while each waits for its own chain.
                var (one, two) = (ForwardAt(ref zStart, i), ForwardAt(ref zStart, i + Float32Vector.Width));
                Float32Vector.Store(one, ref Unsafe.Add(ref aStart, i));
                Float32Vector.Store(two, ref Unsafe.Add(ref aStart, i + Float32Vector.Width));
            }
            if (i < last) Float32Vector.Store(ForwardAt(ref zStart, i), ref Unsafe.Add(ref aStart, i));
            Float32Vector.Store(end, ref Unsafe.Add(ref aStart, last));
        }

        public override void Backward(
            ReadOnlySpan<float> z, ReadOnlySpan<float> a, ReadOnlySpan<float> dA, Span<float> dZ)
        {
            if (typeof(TActivation) == typeof(Identity))
            {
                if (dA != dZ) dA.CopyTo(dZ);
                return;
            }
            z = z[..dA.Length];
            a = a[..dA.Length];
            dZ = dZ[..dA.Length];
            ref var zStart = ref MemoryMarshal.GetReference(z);
            ref var aStart = ref MemoryMarshal.GetReference(a);
            ref var dAStart = ref MemoryMarshal.GetReference(dA);
            ref var dZStart = ref MemoryMarshal.GetReference(dZ);
            var last = dA.Length - Float32Vector.Width;
            if (last < 0)
            {
                var derivative = TActivation.Derivative(Float32Vector.LoadPart(z), Float32Vector.LoadPart(a));
                Float32Vector.StorePart(Float32Vector.LoadPart(dA) * derivative, dZ);
                return;
            }
            var end = BackwardAt(ref zStart, ref aStart, ref dAStart, last);
            var i = 0;
            for (; i < last - Float32Vector.Width; i += 2 * Float32Vector.Width)
            {
                var one = BackwardAt(ref zStart, ref aStart, ref dAStart, i);
                var two = BackwardAt(ref zStart, ref aStart, ref dAStart, i + Float32Vector.Width);
                Float32Vector.Store(one, ref Unsafe.Add(ref dZStart, i));
                Float32Vector.Store(two, ref Unsafe.Add(ref dZStart, i + Float32Vector.Width));
            }
            if (i < last)
                Float32Vector.Store(
                    BackwardAt(ref zStart, ref aStart, ref dAStart, i), ref Unsafe.Add(ref dZStart, i));
            Float32Vector.Store(end, ref Unsafe.Add(ref dZStart, last));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Float32Vector ForwardAt(ref float z, nint i) =>
            TActivation.Forward(Float32Vector.Load(ref Unsafe.Add(ref z, i)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Float32Vector BackwardAt(ref float z, ref float a, ref float dA, nint i)
        {
            var zHere = TActivation.DerivativeNeedsInput ? Float32Vector.Load(ref Unsafe.Add(ref z, i)) : default;
            var derivative = TActivation.Derivative(zHere, Float32Vector.Load(ref Unsafe.Add(ref a, i)));
            return Float32Vector.Load(ref Unsafe.Add(ref dA, i)) * derivative;
        }
    }
}
