using System.Runtime.CompilerServices;
using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>A barrier for all threads of a launch. All groups must run at the same time, or it never ends: there must
/// not be more than the device has multiprocessors. The counter of arrivals starts at 0 and only grows. For CUDA alone:
/// ILGPU's fence is a barrier in OpenCL, which one thread of a group must not come to without the others.</summary>
internal static class GridBarrier
{
    /// <summary>Tells the other groups that this one is here, with all that it has written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Arrive(ArrayView<int> arrivals)
    {
        Group.Barrier();
        if (Group.IdxX != 0) return;
        MemoryFence.DeviceLevel();
        Atomic.Add(ref arrivals[0], 1);
    }

    /// <summary>Waits for the other groups, and for all that they have written.</summary>
    /// <param name="arrivals">The counter.</param>
    /// <param name="number">The number of this barrier in the launch, from 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wait(ArrayView<int> arrivals, int number)
    {
        if (Group.IdxX == 0)
        {
            var target = number * Grid.DimX;
            while (Atomic.Add(ref arrivals[0], 0) < target)
            {
            }
            MemoryFence.DeviceLevel();
        }
        Group.Barrier();
    }
}
