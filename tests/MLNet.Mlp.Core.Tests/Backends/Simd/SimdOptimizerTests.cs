using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>Every optimizer, with every kind of clipping, takes the same way in both backends.</summary>
public class SimdOptimizerTests
{
    private const int Steps = 20;

    public static TheoryData<string, float?, float?> OptimizersAndClipping()
    {
        var cases = new TheoryData<string, float?, float?>();
        foreach (var optimizer in Optimizers.All)
            foreach (var clipValue in new float?[] { null, 0.02f })
                foreach (var clipNorm in new float?[] { null, 0.1f })
                    cases.Add(optimizer.GetType().Name, clipValue, clipNorm);
        return cases;
    }

    [Theory]
    [MemberData(nameof(OptimizersAndClipping))]
    public void Follows_the_reference_at_awkward_sizes(string name, float? clipValue, float? clipNorm)
    {
        var options = new TrainingOptions
        {
            Optimizer = WithLargeEpsilon(Optimizers.Named(name)) with { WeightDecay = 0.01f, L1Penalty = 0.0001f },
            ClipValue = clipValue,
            ClipNorm = clipNorm,
        };
        Follow(options, inputs: 1, hidden: [], classes: 2, batchSize: 3);
        Follow(options, inputs: 7, hidden: [17], classes: 3, batchSize: 9);
        Follow(options, inputs: 33, hidden: [8, 49], classes: 16, batchSize: 31);
        Follow(options, inputs: 47, hidden: [130, 15], classes: 9, batchSize: 8);
    }

    private static void Follow(TrainingOptions options, int inputs, int[] hidden, int classes, int batchSize)
    {
        var network = Network.Create(inputs, hidden, classes, Activation.Tanh, seed: 1);
        var data = TestRows.Noise(Steps * batchSize, inputs, classes, seed: 2);
        var (reference, simd) = (Train(new ReferenceBackend()), Train(new SimdBackend()));

        // Twenty steps of up to 0.1, from gradients whose sums in float are some 1e-7 off.
        var tolerance = new Tolerance(2e-5, 1e-5);
        foreach (var (expected, actual) in NetworkAssert.Parameters(reference).Zip(NetworkAssert.Parameters(simd)))
            tolerance.Check(expected, actual,
                $"parameter of {inputs}-{string.Join('-', hidden)}-{classes} with {options.Optimizer}");
        NetworkAssert.Different(network, simd);

        Network Train(IBackend backend)
        {
            var trained = network.Clone();
            using var session = backend.StartTraining(network, options);
            session.Train(data, TestRows.InOrder(data.RowCount), batchSize, learningRates: [0.01f]);
            session.CopyParametersTo(trained);
            return trained;
        }
    }

    /// <summary>With the usual epsilon, methods that divide by the size of the gradient take steps of full length for
    /// gradients so small that they are all rounding, where no two backends agree.</summary>
    public static Optimizer WithLargeEpsilon(Optimizer optimizer) => optimizer switch
    {
        Adagrad adagrad => adagrad with { Epsilon = 1e-3f },
        RmsProp rmsProp => rmsProp with { Epsilon = 1e-3f },
        Adam adam => adam with { Epsilon = 1e-3f },
        AdamW adamW => adamW with { Epsilon = 1e-3f },
        _ => optimizer,
    };
}
