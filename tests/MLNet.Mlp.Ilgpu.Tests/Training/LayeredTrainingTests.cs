using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Small plain networks, trained layer by layer, which the fused engine would take otherwise: without these,
/// only those with batch normalization, clipped norms and the like would go that way.</summary>
public sealed class LayeredTrainingTests
{
    private static readonly Lazy<GpuBackend> _backend = new(() => TestGpu.CreateBackend(fuses: false));

    /// <summary>PyTorch's runs, as far as the ways of one apart: each optimizer ends in a product of matrices of
    /// its own, and each kind of loss in a kernel. Some activations stand for all, whose formulas <see
    /// cref="ActivationKernelsTests"/> has; what options change the numbers alone is not here, either.</summary>
    [Theory]
    [InlineData("optimizer MomentumSgd with weight decay")]
    [InlineData("optimizer NesterovSgd")]
    [InlineData("optimizer Adagrad with L1 penalty")]
    [InlineData("optimizer RmsProp")]
    [InlineData("optimizer Adam")]
    [InlineData("optimizer AdamW with both penalties")]
    [InlineData("clipped by value")]
    [InlineData("activation Identity")]
    [InlineData("activation ReLU")]
    [InlineData("activation Sigmoid")]
    [InlineData("activation GELU")]
    [InlineData("no hidden layer")]
    [InlineData("three hidden layers")]
    [InlineData("loss CrossEntropy of sigmoid, labels")]
    [InlineData("loss SquaredError of softmax, three")]
    [InlineData("loss HuberError of identity, numbers")]
    [InlineData("loss Hinge of identity, three")]
    [InlineData("class weights and row weights, softmax")]
    public void Layer_by_layer_agrees_with_PyTorch_to_single_precision(string name) =>
        RepeatedRun.Check(name, _backend.Value, new Tolerance(1e-4, 1e-5), new Tolerance(1e-4, 1e-4));
}
