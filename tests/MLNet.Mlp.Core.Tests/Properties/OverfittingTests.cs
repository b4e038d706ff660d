using FsCheck;
using FsCheck.Fluent;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests.Properties;

public class OverfittingTests
{
    private const int RowCount = 10;

    // At least four features, or two of the ten rows may nearly coincide.
    private static readonly Arbitrary<NetworkCase> _smallNetworks = Arb.From(
        from inputSize in Gen.Choose(4, 8)
        from units in Gen.Choose(24, 40)
        from activation in Gen.Elements(
            Activation.ReLU, Activation.Tanh, Activation.ELU, Activation.GELU, Activation.Maxout)
        from output in Gen.Elements(Enum.GetValues<OutputActivation>())
        from outputSize in Gen.Choose(2, 4)
        from seed in Gen.Choose(0, int.MaxValue)
        select new NetworkCase(inputSize, [new HiddenLayer(units, activation)], outputSize, output, seed));

    [Fact]
    public void Ten_rows_whatever_they_are_can_be_learned_by_heart() => Check(new ReferenceBackend());

    [Fact]
    public void Ten_rows_whatever_they_are_can_be_learned_by_heart_on_SIMD() => Check(new SimdBackend());

    private static void Check(IBackend backend) =>
        PropertyCheck.ForAll(_smallNetworks, 6, drawn =>
        {
            var rows = drawn.CreateRows(RowCount);
            var options = new TrainingOptions { Optimizer = new Adam(), Loss = drawn.Loss, Threads = 1 };
            using var session = backend.StartTraining(drawn.Create(), options);
            var before = session.Evaluate(rows).MeanLoss;
            for (var epoch = 0; epoch < 500; epoch++)
                session.Train(rows, TestRows.InOrder(RowCount), RowCount, learningRates: [0.01f]);
            var totals = session.Evaluate(rows);
            Assert.True(totals.MeanLoss < 0.02 * before, $"The loss went from {before} to {totals.MeanLoss} only.");
            if (drawn.Output == OutputActivation.Softmax) Assert.Equal(1, totals.Accuracy);
        });
}
