using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace MLNet.Mlp.Backends;

/// <summary>A device that a driver reports.</summary>
/// <param name="Name">What the driver calls it.</param>
/// <param name="Kind">"CUDA" or "OpenCL".</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="IsUsable">Whether it is a GPU, and ILGPU's kernels run on it.</param>
/// <param name="IsNvidia">Whether CUDA may report it, too.</param>
/// <param name="Device">For ILGPU.</param>
internal sealed record FoundDevice(
    string Name, string Kind, long MemoryBytes, bool IsUsable, bool IsNvidia, Device? Device)
{
    public const string Cuda = "CUDA", OpenCL = "OpenCL";

    private static readonly Lazy<IReadOnlyList<FoundDevice>> _all =
        new(() => [.. Choose([.. Find(FindCuda), .. Find(FindOpenCL)])]);

    /// <summary>The GPUs of this computer, in the order of their numbers.</summary>
    public static IReadOnlyList<FoundDevice> All => _all.Value;

    /// <summary>Those to use: no device twice, and what CUDA drives first.</summary>
    public static IEnumerable<FoundDevice> Choose(IReadOnlyList<FoundDevice> devices)
    {
        var cuda = devices.Where(device => device.Kind == Cuda && device.IsUsable).ToArray();
        return cuda.Concat(devices.Where(
            device => device.Kind != Cuda && device.IsUsable && !(device.IsNvidia && cuda.Length > 0)));
    }

    /// <summary>A driver that is missing, too old or broken is as good as one that has found nothing.</summary>
    private static FoundDevice[] Find(Func<IEnumerable<FoundDevice>> find)
    {
        try
        {
            DriverLibraries.Prepare();
            return [.. find()];
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static IEnumerable<FoundDevice> FindCuda() =>
        CudaDevice.GetDevices((CudaDevice _) => true).Cast<CudaDevice>().Select(device => new FoundDevice(
            device.Name, Cuda, device.MemorySize,
            device.Architecture is not null && device.InstructionSet is { } set &&
                PTXCodeGenerator.SupportedInstructionSets.Contains(set),
            IsNvidia: true, device));

    private static IEnumerable<FoundDevice> FindOpenCL() =>
        CLDevice.GetDevices(_ => true).Cast<CLDevice>().Select(device => new FoundDevice(
            device.Name.Trim(), OpenCL, device.MemorySize,
            device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU) &&
                device.CLStdVersion >= CLBackend.MinimumVersion && device.Capabilities.GenericAddressSpace,
            device.Vendor == CLDeviceVendor.Nvidia, device));
}
