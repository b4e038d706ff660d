using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class FusedEngineTests : IDisposable
{
    private static readonly Tolerance _tolerance = new(2e-4, 2e-6);

    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    [Theory]
    [InlineData(1, new int[] { }, 3)]
    [InlineData(5, new[] { 1 }, 2)]
    [InlineData(17, new[] { 9 }, 3)]
    [InlineData(6, new[] { 33, 7 }, 10)]
    [InlineData(3, new[] { 4, 5, 6 }, 4)]
    public void Steps_are_those_of_the_reference(int inputs, int[] hidden, int classes) => CheckSteps(
        Network.Create(inputs, hidden, classes, Activation.Tanh, seed: 3), new() { BatchSize = 4 }, rowCount: 11,
        new(3, IsPersistent: false));

    private void CheckSteps(Network network, TrainingOptions options, int rowCount, FusedSettings settings)
    {
        var data = TestRows.Noise(rowCount, network.InputSize, network.OutputSize, seed: 7);
        int[] rows = [.. TestRows.InOrder(rowCount).Select(i => i * 5 % rowCount)];
        float[] rates = [.. Enumerable.Range(1, (rowCount - 1) / options.BatchSize + 1).Select(step => 0.3f / step)];
        using var reference = new ReferenceBackend().StartTraining(network, options);
        using var run = FusedRun.Create(_gpu, network, options, settings);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            reference.Train(data, rows, options.BatchSize, rates);
            run.Train(data, rows, options.BatchSize, rates);
            var totals = reference.TakeTotals();
            var losses = run.Measures.Where((_, i) => i % 3 == 0).Sum(loss => (double)loss);
            _tolerance.Check(totals.LossSum, losses, $"loss of epoch {epoch}");
        }
        var expected = network.CloneShape();
        reference.CopyParametersTo(expected);
        NetworkAssert.Near(expected, run.Result(), _tolerance, "after two epochs");
    }
}
