using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace MLNet.Mlp.Backends;

/// <summary>The kernels of an open device. Each is compiled when it is first needed, and kept as long as the device is
/// open, for all sessions and scorers that come after: ILGPU itself keeps a kernel only as long as somebody else does.
/// Thread-safe.</summary>
internal sealed class LoadedKernels(Accelerator accelerator)
{
    private readonly ConcurrentDictionary<MethodInfo, Delegate> _launchers = [];

    /// <summary>Kernels loaded so far.</summary>
    public int Count => _launchers.Count;

    /// <summary>Loads a kernel.</summary>
    /// <returns>What launches it.</returns>
    public Action<AcceleratorStream, KernelConfig, T1, T2> Load<T1, T2>(Action<T1, T2> kernel)
        where T1 : struct where T2 : struct =>
        Load(kernel, accelerator.LoadKernel);

    public Action<AcceleratorStream, KernelConfig, T1, T2, T3> Load<T1, T2, T3>(Action<T1, T2, T3> kernel)
        where T1 : struct where T2 : struct where T3 : struct =>
        Load(kernel, accelerator.LoadKernel);

    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> Load<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct =>
        Load(kernel, accelerator.LoadKernel);

    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5> Load<T1, T2, T3, T4, T5>(
        Action<T1, T2, T3, T4, T5> kernel)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct =>
        Load(kernel, accelerator.LoadKernel);

    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6> Load<T1, T2, T3, T4, T5, T6>(
        Action<T1, T2, T3, T4, T5, T6> kernel)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
        where T6 : struct =>
        Load(kernel, accelerator.LoadKernel);

    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7> Load<T1, T2, T3, T4, T5, T6, T7>(
        Action<T1, T2, T3, T4, T5, T6, T7> kernel)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
        where T6 : struct where T7 : struct =>
        Load(kernel, accelerator.LoadKernel);

    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> Load<T1, T2, T3, T4, T5, T6, T7, T8>(
        Action<T1, T2, T3, T4, T5, T6, T7, T8> kernel)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
        where T6 : struct where T7 : struct where T8 : struct =>
        Load(kernel, accelerator.LoadKernel);

    private TLauncher Load<TKernel, TLauncher>(TKernel kernel, Func<TKernel, TLauncher> load)
        where TKernel : Delegate where TLauncher : Delegate =>
        (TLauncher)_launchers.GetOrAdd(kernel.Method, _ => load(kernel));
}
