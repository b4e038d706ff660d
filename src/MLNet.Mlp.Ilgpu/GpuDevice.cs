using System.Globalization;

namespace MLNet.Mlp.Backends;

/// <summary>A GPU of this computer that networks can be trained and scored on.</summary>
/// <param name="Id">Its number among <see cref="All"/>, from 0.</param>
/// <param name="Name">What its driver calls it, such as "NVIDIA H200".</param>
/// <param name="Kind">"CUDA" or "OpenCL": how it is driven.</param>
/// <param name="MemoryBytes">Bytes of its memory, whether in use or not.</param>
public sealed record GpuDevice(int Id, string Name, string Kind, long MemoryBytes)
{
    /// <summary>The GPUs that were found when this was first asked for: those of CUDA in the driver's order, then those
    /// of OpenCL 2 or later that CUDA does not drive. Empty where there is none, or no driver for it; looking for them
    /// never throws.</summary>
    public static IReadOnlyList<GpuDevice> All { get; } = Array.AsReadOnly(
        FoundDevice.All.Select((device, id) => new GpuDevice(id, device.Name, device.Kind, device.MemoryBytes))
            .ToArray());

    /// <summary>The device in words, such as "0: NVIDIA H200 (CUDA, 139 GiB)".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Id}: {Name} ({Kind}, {MemoryBytes / (double)(1L << 30):0.#} GiB)");
}
