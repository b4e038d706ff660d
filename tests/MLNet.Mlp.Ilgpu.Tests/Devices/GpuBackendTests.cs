using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public class GpuBackendTests
{
    [Fact]
    public void The_name_tells_how_it_is_driven_and_which_it_is()
    {
        using var backend = TestGpu.CreateBackend();
        Assert.Equal($"CPU, {CPUDevice.Default.Name}", backend.Name);
    }

    [Fact]
    public void A_device_is_closed_with_the_last_that_uses_it()
    {
        var device = TestGpu.OpenAnother();
        var (first, second) = (device.CreateGpu(), device.CreateGpu());
        var accelerator = first.Accelerator;
        Assert.Same(accelerator, second.Accelerator);

        device.Dispose();
        first.Dispose();
        first.Dispose();

        Assert.False(accelerator.IsDisposed);
        using (var memory = second.Allocate<float>(5)) Assert.Equal(new float[5], memory.GetAsArray1D());
        second.Dispose();
        Assert.True(accelerator.IsDisposed);
        Assert.Throws<ObjectDisposedException>(device.CreateGpu);
    }

    [Fact]
    public void Sessions_and_scorers_that_follow_compile_no_kernel_anew()
    {
        using var backend = new GpuBackend(TestGpu.OpenAnother());
        var rows = TestRows.Noise(8, 5, 3, seed: 1);
        var kernels = Train();
        var count = kernels.Count;
        Assert.NotEqual(0, count);
        // ILGPU forgets what nobody refers to.
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Same(kernels, Train());
        Assert.Equal(count, kernels.Count);

        LoadedKernels Train()
        {
            var network = Network.Create(5, [6], 3);
            using var session = (GuardedSession)backend.StartTraining(network, new TrainingOptions { BatchSize = 4 });
            session.Train(rows, TestRows.InOrder(8), 4, [0.1f]);
            session.TakeTotals();
            using var scorer = (GpuScorer)backend.CreateScorer(network);
            scorer.Score(TestRows.Features(rows), new float[8 * 3]);
            return session.Gpu.Kernels;
        }
    }

    [Fact]
    public void A_stream_serves_one_thread_after_another()
    {
        using var gpu = TestGpu.Create();
        using var memory = gpu.Allocate<float>(3);
        var copy = new float[3];
        var thread = new Thread(() =>
        {
            gpu.Enter();
            memory.View.CopyFromCPU(gpu.Stream, [1f, 2, 3]);
        });
        thread.Start();
        thread.Join();
        gpu.Enter();
        memory.View.CopyToCPU(gpu.Stream, copy);
        Assert.Equal([1, 2, 3], copy);
    }

    [Fact]
    public void A_disposed_backend_starts_nothing_and_may_be_disposed_again()
    {
        var backend = TestGpu.CreateBackend();
        backend.Dispose();
        backend.Dispose();
        Assert.Throws<ObjectDisposedException>(() => backend.CreateScorer(Network.Create(2, [3], 2)));
        Assert.Throws<ObjectDisposedException>(
            () => backend.StartTraining(Network.Create(2, [3], 2), new TrainingOptions()));
    }
}
