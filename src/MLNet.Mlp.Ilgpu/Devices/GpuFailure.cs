using System.Globalization;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace MLNet.Mlp.Backends;

/// <summary>Turns what ILGPU throws into what users are told.</summary>
internal static class GpuFailure
{
    /// <summary>Whether a GPU, its driver or ILGPU failed, and not who called them.</summary>
    public static bool Is(Exception e) => e is AcceleratorException or InternalCompilerException
        or CapabilityNotSupportedException or NotSupportedIntrinsicException or InvalidCodeGenerationException;

    public static bool IsOutOfMemory(Exception e) => e switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        _ => false,
    };

    /// <summary>What to throw instead.</summary>
    /// <param name="device">What the device is called.</param>
    /// <param name="e">What ILGPU has thrown.</param>
    /// <param name="neededBytes">What was to be allocated, or null where it is not known.</param>
    /// <param name="freeBytes">What was free, or null where it is not known.</param>
    public static GpuFailedException Of(
        string device, Exception e, long? neededBytes = null, long? freeBytes = null) => IsOutOfMemory(e)
        ? new GpuFailedException(
            $"The memory of the GPU ({device}) is used up" +
            (neededBytes is { } needed ? $": {Megabytes(needed)} more are needed" : "") +
            (freeBytes is { } free ? $", {Megabytes(free)} are free" : "") +
            ". Try a smaller BatchSize, or rows that are streamed; or leave the device out, to use the CPU.",
            outOfMemory: true, e)
        : new GpuFailedException(
            $"The GPU ({device}) failed: {Reason(e)}. Try another version of its driver; or leave the device out, to " +
            "use the CPU.",
            outOfMemory: false, e);

    private static string Reason(Exception e) => e switch
    {
        CudaException cuda => $"{cuda.Error}, {cuda.Message}",
        CLException cl => cl.Error.ToString(),
        _ => e.Message.TrimEnd('.'),
    };

    private static string Megabytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):#,0.#} MiB");
}
