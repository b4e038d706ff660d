using System.Numerics;
using MLNet.Mlp.Numerics;

namespace MLNet.Mlp.Backends;

/// <summary>
/// Maxout (Goodfellow and others, 2013): a unit's output is the largest of its weighted sums, and the gradient goes to
/// the first of those that are largest. If one of them is NaN, the output is.
/// <para>The first sums of all units lie before all second sums, and so on; so a vector holds neighbouring units, and
/// their p-th sums are a vector at p times the number of units. Units that fill no vector take one filled up with
/// zeros.</para>
/// </summary>
internal sealed class SimdMaxout : SimdActivation
{
    /// <summary>In place, the outputs take the place of the first sums, which are read just before.</summary>
    public override void Forward(ReadOnlySpan<float> z, Span<float> a)
    {
        var units = a.Length;
        for (var unit = 0; unit < units; unit += Float32Vector.Width)
        {
            var count = Math.Min(Float32Vector.Width, units - unit);
            var largest = Load(z, unit, count);
            for (var sum = unit + units; sum < z.Length; sum += units)
                largest = Vector.Max(largest, Load(z, sum, count));
            Store(largest, a.Slice(unit, count));
        }
    }

    public override void Backward(ReadOnlySpan<float> z, ReadOnlySpan<float> a, ReadOnlySpan<float> dA, Span<float> dZ)
    {
        var units = a.Length;
        for (var unit = 0; unit < units; unit += Float32Vector.Width)
        {
            var count = Math.Min(Float32Vector.Width, units - unit);
            var (largest, rest) = (Load(a, unit, count), Load(dA, unit, count));
            for (var sum = unit; sum < z.Length; sum += units)
            {
                var takes = Vector.Equals(Load(z, sum, count), largest);
                Store(Vector.ConditionalSelect(takes, rest, Vector<float>.Zero), dZ.Slice(sum, count));
                rest = Vector.ConditionalSelect(takes, Vector<float>.Zero, rest);
            }
        }
    }

    private static Vector<float> Load(ReadOnlySpan<float> source, int start, int count) =>
        count == Float32Vector.Width
            ? new Vector<float>(source[start..])
            : Float32Vector.LoadPart(source.Slice(start, count)).Value;

    private static void Store(Vector<float> value, Span<float> destination)
    {
        if (destination.Length == Float32Vector.Width) value.CopyTo(destination);
        else Float32Vector.StorePart(new Float32Vector(value), destination);
    }
}
