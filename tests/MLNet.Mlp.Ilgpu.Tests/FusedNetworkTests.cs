using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class FusedNetworkTests : IDisposable
{
    private const int Groups = 132;

    private static readonly TrainingOptions _options = new() { BatchSize = 64 };

    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    [Theory]
    [InlineData(784, new[] { 128, 64 }, 64)]
    [InlineData(784, new int[] { }, 1024)]
    [InlineData(784, new[] { 256 }, 128)]
    [InlineData(1, new[] { 16, 16, 16 }, 1)]
    public void Small_networks_fit(int inputs, int[] hidden, int batchSize) =>
        Assert.True(Fits(Network.Create(inputs, hidden, 10), _options with { BatchSize = batchSize }));

    [Theory]
    [InlineData(784, new[] { 2048 }, 64)]
    [InlineData(784, new[] { 1024, 1024 }, 64)]
    [InlineData(784, new[] { 16, 16, 16, 16 }, 64)]
    [InlineData(784, new[] { 128 }, 1025)]
    [InlineData(20_000, new[] { 128 }, 64)]
    public void Large_ones_do_not(int inputs, int[] hidden, int batchSize) =>
        Assert.False(Fits(Network.Create(inputs, hidden, 10), _options with { BatchSize = batchSize }));

    [Fact]
    public void Nor_do_those_with_other_layers_or_with_norms()
    {
        var plain = Network.Create(4, [8, 8], 3);
        Assert.True(Fits(plain, _options));
        Assert.False(Fits(plain, _options with { ClipNorm = 1 }));
        Assert.False(Fits(plain, _options with { MaxNorm = 1 }));
        Assert.False(Fits(Network.Create(4, [8, 8], 65), _options));
        Assert.False(Fits(Network.Create(4, [8, 8], 3, Activation.Maxout), _options));
        Assert.False(Fits(Network.Create(4, [new HiddenLayer(8), new HiddenLayer(8, Activation.Tanh)], 3), _options));
        Assert.False(Fits(Network.Create(4, [new HiddenLayer(8) { BatchNormalization = true }], 3), _options));
    }

    private bool Fits(Network network, TrainingOptions options) => FusedNetwork.Fits(network, options, _gpu, Groups);
}
