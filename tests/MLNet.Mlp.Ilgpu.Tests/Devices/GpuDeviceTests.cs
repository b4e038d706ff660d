using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public class GpuDeviceTests
{
    [Fact]
    public void Looking_for_devices_does_not_throw_and_numbers_them_in_order() =>
        Assert.Equal(Enumerable.Range(0, GpuDevice.All.Count), GpuDevice.All.Select(device => device.Id));

    [Fact]
    public void A_device_is_told_in_words() => Assert.Equal(
        "1: NVIDIA H200 (CUDA, 139.5 GiB)",
        new GpuDevice(1, "NVIDIA H200", "CUDA", (139L << 30) + (1 << 29)).ToString());

    [Fact]
    public void A_device_of_CUDA_is_not_listed_again_through_OpenCL()
    {
        var chosen = FoundDevice.Choose([OpenCL("H200", true), OpenCL("Arc", false), Cuda("H200"), Cuda("L4")]);
        Assert.Equal(["CUDA H200", "CUDA L4", "OpenCL Arc"], Names(chosen));
    }

    [Fact]
    public void Without_CUDA_a_device_of_NVIDIA_is_used_through_OpenCL() =>
        Assert.Equal(["OpenCL GT 710"], Names(FoundDevice.Choose([OpenCL("GT 710", true)])));

    [Fact]
    public void A_device_that_CUDA_cannot_use_is_used_through_OpenCL() => Assert.Equal(
        ["OpenCL GT 710"],
        Names(FoundDevice.Choose([Cuda("GT 710") with { IsUsable = false }, OpenCL("GT 710", true)])));

    [Fact]
    public void Processors_are_not_listed() =>
        Assert.Empty(FoundDevice.Choose([OpenCL("processor", false) with { IsUsable = false }]));

    private static FoundDevice Cuda(string name) => new(name, FoundDevice.Cuda, 1, true, true, null);

    private static FoundDevice OpenCL(string name, bool isNvidia) =>
        new(name, FoundDevice.OpenCL, 1, true, isNvidia, null);

    private static IEnumerable<string> Names(IEnumerable<FoundDevice> devices) =>
        devices.Select(device => $"{device.Kind} {device.Name}");
}
