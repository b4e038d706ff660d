namespace MLNet.Mlp.Benchmarks;

/// <summary>What one call of a benchmark computes, for the columns that show rates.</summary>
/// <param name="flopsPerElement">Floating-point operations for each element of the benchmark's
/// <see cref="KernelSize"/>; 0 where they cannot be counted, as in a logarithm.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WorkAttribute(int flopsPerElement) : Attribute
{
    public int FlopsPerElement => flopsPerElement;
}
