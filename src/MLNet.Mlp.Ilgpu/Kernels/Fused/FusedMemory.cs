using System.Runtime.CompilerServices;
using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The shared memory of a group: see <see cref="FusedPlan"/> for what it holds.</summary>
internal struct FusedMemory
{
    /// <summary>Rows of the batch, the inputs of the group's slab.</summary>
    public ArrayView<float> Inputs;

    /// <summary>Where in <see cref="Inputs"/> the first row begins.</summary>
    public int InputStart;

    /// <summary>The weights of the slab, or the gradient of its units; in the phase of the rows all of one
    /// row.</summary>
    public ArrayView<float> Work;

    /// <summary>Sums that several threads share, before they are added up.</summary>
    public ArrayView<float> Scratch;

    /// <summary>The same with other rows. A view that changes would be one of unknown memory to ILGPU, a start is not.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly FusedMemory From(int inputStart)
    {
        var result = this;
        result.InputStart = inputStart;
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FusedMemory Allocate() => new()
    {
        Inputs = SharedMemory.Allocate<float>(FusedPlan.InputFloats),
        Work = SharedMemory.Allocate<float>(FusedPlan.WorkFloats),
        Scratch = SharedMemory.Allocate<float>(FusedPlan.ScratchFloats),
    };
}
