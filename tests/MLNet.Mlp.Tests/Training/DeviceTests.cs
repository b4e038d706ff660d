using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Tests.Training;

/// <summary>What is trained on, and what happens when it fails, with a GPU that is not one.</summary>
public class DeviceTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _warnings = [];

    private DeviceChoice Choose(MlpDevice? device, int? contextGpuId, bool fallbackToCpu = false) => DeviceChoice.Make(
        device, contextGpuId, fallbackToCpu,
        id => id < 2
            ? new OpenGpu(new FakeGpu(), $"Fake {id} (CUDA)")
            : throw new IOException($"There is no GPU {id}."),
        _warnings.Add);

    private MlpTransformer Train(FakeGpu gpu, Action<MlpTrainer.Options> change)
    {
        var options = MLContextExtensions.Options();
        change(options);
        var host = ((IHostEnvironment)_mlContext).Register("Test");
        using var channel = host.Start("Training");
        return new TrainerRun(_mlContext, host, channel, options.Validated(), _ => new OpenGpu(gpu, "Fake (CUDA)"))
            .Train(_mlContext.LoadTrees(), null, null);
    }

    [Fact]
    public void Devices_have_names()
    {
        Assert.Equal(("CPU", "GPU 0", "GPU 3"), ($"{MlpDevice.Cpu}", $"{MlpDevice.Gpu()}", $"{MlpDevice.Gpu(3)}"));
        Assert.Equal((null, 3), (MlpDevice.Cpu.GpuId, MlpDevice.Gpu(3).GpuId));
        Assert.Throws<ArgumentOutOfRangeException>(() => MlpDevice.Gpu(-1));
    }

    [Fact]
    public void The_option_goes_before_the_context()
    {
        Assert.Equal("CPU, as MLContext.GpuDeviceId is null", Choose(null, null).Reason);
        Assert.Equal("GPU 1, Fake 1 (CUDA), as MLContext.GpuDeviceId is 1", Choose(null, 1).Reason);
        Assert.Equal("GPU 0, Fake 0 (CUDA), as Device is GPU 0", Choose(MlpDevice.Gpu(0), null).Reason);
        Assert.Equal("GPU 0, Fake 0 (CUDA), as Device is GPU 0", Choose(MlpDevice.Gpu(0), 1).Reason);

        var cpu = Choose(MlpDevice.Cpu, 1);
        Assert.Equal(("CPU, as Device is CPU", false), (cpu.Reason, cpu.IsGpu));
        Assert.IsType<SimdBackend>(cpu.Backend);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_gpu_that_cannot_be_opened_is_an_error_that_says_why_and_how_to_go_on()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Choose(null, 2));
        Assert.Equal("MLContext.GpuDeviceId is 2, which cannot be used. There is no GPU 2. " +
            "Leave GpuDeviceId null to train on the CPU, or set MLContext.FallbackToCpu.", error.Message);
        Assert.IsType<IOException>(error.InnerException);
        Assert.Equal("Device is GPU 2, which cannot be used. There is no GPU 2. " +
            "Try MlpDevice.Cpu to train on the CPU, or set MLContext.FallbackToCpu.",
            Assert.Throws<InvalidOperationException>(() => Choose(MlpDevice.Gpu(2), 0)).Message);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Falling_back_is_a_warning_that_says_why()
    {
        var choice = Choose(MlpDevice.Gpu(2), 0, fallbackToCpu: true);
        Assert.Equal(["Device is GPU 2, which cannot be used. There is no GPU 2. Falling back to the CPU."], _warnings);
        Assert.Equal(("CPU, in place of GPU 2", false), (choice.Reason, choice.IsGpu));
        Assert.IsType<SimdBackend>(choice.Backend);
    }

    [Fact]
    public void A_gpu_trains_is_told_of_and_is_closed()
    {
        var info = _mlContext.Listen(ChannelMessageKind.Info);
        var gpu = new FakeGpu();
        Train(gpu, o => (o.Device, o.Precision) = (MlpDevice.Gpu(), Precision.TF32));
        Assert.True(gpu.Calls > 0);
        Assert.True(gpu.Disposed);
        Assert.Equal(Precision.TF32, gpu.Options!.Precision);
        Assert.Equal(
        [
            "Device: GPU 0, Fake (CUDA), as Device is GPU 0.", "Backend: Fake backend.",
            "Precision: TF32, as Precision says.",
        ], info.Take(3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gpu_that_fails_in_mid_training_is_an_error_that_keeps_the_last_model(bool fallbackToCpu)
    {
        _mlContext.FallbackToCpu = fallbackToCpu;
        var gpu = new FakeGpu(failAt: 4); // Each call is an epoch.
        var error = Assert.Throws<MlpFailedException>(() => Train(gpu, o => o.Device = MlpDevice.Gpu()));
        Assert.StartsWith("Training failed in epoch 4. The fake GPU was unplugged. ", error.Message,
            StringComparison.Ordinal);
        var cause = Assert.IsType<TrainingFailedException>(error.InnerException);
        Assert.IsType<BackendFailedException>(cause.InnerException);
        Assert.True(gpu.Disposed);

        var expected = _mlContext.Mlp(o => o.NumberOfEpochs = 3).Fit(_mlContext.LoadTrees());
        Assert.Equal(expected.Bytes(), error.LastGoodModel!.Bytes());
        Assert.Equal(3, error.LastGoodModel!.Model.TrainingHistory.Count);
    }

    [Fact]
    public void A_gpu_that_fails_in_the_first_epoch_leaves_no_model()
    {
        var error = Assert.Throws<MlpFailedException>(() =>
            Train(new FakeGpu(failAt: 1), o => o.Device = MlpDevice.Gpu()));
        Assert.Null(error.LastGoodModel);
    }
}
