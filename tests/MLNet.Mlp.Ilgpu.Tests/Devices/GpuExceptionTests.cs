using ILGPU;
using ILGPU.Runtime.OpenCL;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public class GpuExceptionTests
{
    [Fact]
    public void A_GPU_that_is_not_there_is_told_with_those_that_are()
    {
        GpuDevice[] found = [new(0, "NVIDIA H200", "CUDA", 139L << 30), new(1, "Arc", "OpenCL", 16L << 30)];
        Assert.Equal(
            "There is no GPU 2; found: 0: NVIDIA H200 (CUDA, 139 GiB); 1: Arc (OpenCL, 16 GiB). " +
            "Try a number from 0 to 1.",
            new GpuNotFoundException(2, found).Message);
        Assert.EndsWith("Try 0.", new GpuNotFoundException(-1, found[..1]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_GPU_the_message_tells_what_is_needed_and_how_to_go_on()
    {
        var message = new GpuNotFoundException(0, []).Message;
        foreach (var part in new[] { "none was found", "driver", "leave the device out", "FallbackToCpu" })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1000)]
    public void A_backend_of_a_GPU_that_is_not_there_cannot_be_made(int id)
    {
        var e = Assert.Throws<GpuNotFoundException>(() => new GpuBackend(id));
        Assert.StartsWith($"There is no GPU {id}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Out_of_memory_tells_how_much_is_needed_and_free()
    {
        var inner = new CLException(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE);
        var e = GpuFailure.Of("OpenCL, Arc", inner, neededBytes: 3L << 30, freeBytes: 5 << 19);
        Assert.True(e.OutOfMemory);
        Assert.Same(inner, e.InnerException);
        string[] parts = ["OpenCL, Arc", "3,072 MiB more are needed", "2.5 MiB are free", "BatchSize", "CPU"];
        foreach (var part in parts)
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_failures_tell_the_device_and_the_reason()
    {
        var e = GpuFailure.Of("OpenCL, Arc", new CLException(CLError.CL_DEVICE_NOT_AVAILABLE));
        Assert.False(e.OutOfMemory);
        foreach (var part in new[] { "OpenCL, Arc", "CL_DEVICE_NOT_AVAILABLE", "CPU" })
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_the_caller_are_not_those_of_the_device()
    {
        Assert.True(GpuFailure.Is(new InternalCompilerException()));
        Assert.False(GpuFailure.Is(new ArgumentException("features")));
    }
}
