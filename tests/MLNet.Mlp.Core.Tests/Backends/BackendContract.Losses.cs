namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    public static TheoryData<string> Losses() => LossCase.Names();

    public static TheoryData<string> LossesWithClasses() => LossCase.NamesWithClasses();

    [Theory]
    [MemberData(nameof(Losses))]
    public void Training_follows_the_oracle_with_every_loss(string name)
    {
        var lossCase = LossCase.Named(name);
        foreach (var number in Cases)
        {
            var (network, batchSize) = NetworkFor(lossCase, number);
            var rowCount = batchSize + batchSize / 2 + 1;
            var data = lossCase.Rows(rowCount, network.InputSize, network.OutputSize, seed: number + 1);
            Follow(network, data, lossCase.Options, batchSize, ParameterTolerance, $"{name}, case {number}");
        }
    }

    [Theory]
    [InlineData(OutputActivation.Sigmoid)]
    [InlineData(OutputActivation.Identity)]
    public void A_single_output_learns_two_classes(OutputActivation output)
    {
        var network = Network.Create(7, [9], 1, Activation.Tanh, output: output);
        Loss loss = output == OutputActivation.Sigmoid ? new CrossEntropy() : new Hinge();
        var options = new TrainingOptions { Loss = loss };
        Follow(network, TestRows.Noise(20, 7, 2, seed: 1), options, batchSize: 8, ParameterTolerance, $"{output}");
    }

    // The logits are the features: the loss of a row is about 2000, or 0 where it is right, and its gradient finite.
    [Theory]
    [InlineData("cross-entropy, softmax", 2000, 0)]
    [InlineData("cross-entropy, sigmoid", 1000, 0)]
    [InlineData("squared error, softmax", 1, 0)]
    [InlineData("squared error, sigmoid", 1, 0)]
    [InlineData("hinge, identity", 2001, 0)]
    [InlineData("absolute error, identity", 1000.5, 999.5)]
    [InlineData("Huber error, identity", 750.09375, 749.34375)]
    public void Logits_of_a_thousand_have_a_finite_loss_and_gradient(string name, double wrong, double right)
    {
        var lossCase = LossCase.Named(name);
        var network = FromLogits(2, lossCase.Output);
        foreach (var (label, loss) in new[] { (0, wrong), (1, right) })
        {
            var data = new LabeledRows(2, 2);
            data.Append([-1000, 1000], label);
            var (trained, totals) = Train(network, data, lossCase.Options with { Optimizer = new Sgd() }, 1, 1e-6f);
            new Tolerance(1e-6, 1e-6).Check(loss, totals.LossSum, $"loss of label {label}");
            Assert.True(trained.AllParametersAreFinite());
        }
    }

    /// <summary>A network with one hidden layer, and a batch size.</summary>
    private (Network Network, int BatchSize) NetworkFor(LossCase lossCase, int number)
    {
        var outputs = Math.Max(lossCase.LeastOutputs, Size(5 * number));
        var network = Network.Create(
            Size(3 * number + 2), [Size(number)], outputs, Activation.Tanh, seed: number, output: lossCase.Output);
        return (network, Size(7 * number + 4));
    }
}
