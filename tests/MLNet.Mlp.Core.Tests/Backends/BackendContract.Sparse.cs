namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Theory]
    [InlineData(OutputActivation.Softmax)]
    [InlineData(OutputActivation.Sigmoid)]
    [InlineData(OutputActivation.Identity)]
    public void Sparse_rows_score_as_the_same_rows_do_when_dense(OutputActivation output)
    {
        for (var number = 0; number < _awkwardSizes.Length; number++)
        {
            var (inputs, rowCount) = (Size(3 * number + 1), Size(7 * number + 2));
            var network = Network.Create(inputs, SparseLayers(number), 3, seed: number, output: output);
            var data = SparseRows(rowCount, inputs, number);
            var (oracle, scores) = (new Oracle(network), new float[3 * rowCount]);

            Backend.CreateScorer(network).Score((SparseFeatures)data.Features, scores);

            for (var row = 0; row < rowCount; row++)
                ParameterTolerance.Check(
                    oracle.Scores(data.Row(row)), scores.AsSpan(3 * row, 3), $"case {number}, row {row}");
        }
    }

    [Fact]
    public void Scores_of_a_sparse_row_do_not_depend_on_the_rows_beside_it()
    {
        var scorer = Backend.CreateScorer(Network.Create(150, [49, 20], 5, Activation.Tanh));
        var data = SparseRows(131, 150, seed: 9);
        var (together, alone) = (new float[131 * 5], new float[5]);
        scorer.Score((SparseFeatures)data.Features, together);
        for (var row = 0; row < 131; row++)
        {
            var single = data.CreateEmpty();
            single.AppendFrom(data, row);
            scorer.Score((SparseFeatures)single.Features, alone);
            Assert.Equal(alone, together.AsSpan(5 * row, 5).ToArray());
        }
    }

    [Fact]
    public void Sparse_features_and_scores_of_wrong_sizes_are_refused()
    {
        var scorer = Backend.CreateScorer(FromLogits(3));
        scorer.Score(new SparseFeatures(3), []);
        Assert.Contains("must have 3 columns; got 2", Refuse(2, 1, 3), StringComparison.Ordinal);
        Assert.Contains("must be 2 x 3 values", Refuse(3, 2, 5), StringComparison.Ordinal);

        string Refuse(int columns, int rows, int scores)
        {
            var features = new SparseFeatures(columns);
            for (var row = 0; row < rows; row++) features.AppendRow([], []);
            return Assert.Throws<ArgumentException>(() => scorer.Score(features, new float[scores])).Message;
        }
    }

    public static TheoryData<string> OptimizersOfTheOracle() => ["Sgd", "MomentumSgd", "Adagrad", "Adam"];

    [Theory]
    [MemberData(nameof(OptimizersOfTheOracle))]
    public void Training_on_sparse_rows_updates_the_weights_of_the_inputs_seen(string name)
    {
        for (var number = 0; number < _awkwardSizes.Length; number++)
        {
            var network = Network.Create(Size(3 * number + 1), SparseLayers(number), 3, seed: number);
            var batchSize = Size(7 * number + 2) / 4 + 1;
            var data = SparseRows(3 * batchSize + 1, network.InputSize, number);
            var options = new TrainingOptions { Optimizer = Tame(name) with { WeightDecay = 0.01f } };
            Follow(network, data, options, batchSize, ParameterTolerance, $"{name}, case {number}");
        }
    }

    [Fact]
    public void Training_on_sparse_rows_follows_the_oracle_with_batch_normalization_and_dropout()
    {
        for (var number = 0; number < _awkwardSizes.Length; number++)
        {
            HiddenLayer[] hidden =
                [new(Size(number), Activation.Tanh) { BatchNormalization = true, Dropout = 0.25f }, new(9)];
            var network = Network.Create(Math.Max(31, Size(3 * number + 1)), hidden, 3, seed: number);
            var data = SparseRows(40, network.InputSize, number, density: 0.5);
            Follow(network, data, new TrainingOptions(), 13, NormalizedTolerance, $"case {number}");
        }
    }

    public static TheoryData<string> AllOptimizers() =>
        [.. Optimizers.All.Select(optimizer => optimizer.GetType().Name)];

    [Theory]
    [MemberData(nameof(AllOptimizers))]
    public void Training_on_rows_without_a_zero_is_the_same_sparse_and_dense(string name) =>
        CheckSparseIsDense(new TrainingOptions { Optimizer = Tame(name) with { WeightDecay = 0.01f } }, density: 1);

    [Theory]
    [InlineData("Sgd", null, null)]
    [InlineData("Adagrad", null, null)]
    [InlineData("Sgd", 0.02f, 0.1f)]
    [InlineData("Adagrad", null, 0.1f)]
    public void Training_without_decay_or_velocity_is_the_same_sparse_and_dense(
        string name, float? clipValue, float? clipNorm) => CheckSparseIsDense(
            new TrainingOptions { Optimizer = Tame(name), ClipValue = clipValue, ClipNorm = clipNorm }, density: 0.2);

    [Theory]
    [MemberData(nameof(AllOptimizers))]
    public void Weights_of_inputs_that_are_never_seen_stay_bitwise_as_they_are(string name)
    {
        const int Inputs = 5000, Units = 17;
        var network = Network.Create(Inputs, [Units], 3, Activation.Tanh);
        var data = new LabeledRows(new SparseFeatures(Inputs), new ClassLabels(3));
        for (var row = 0; row < 20; row++) data.AppendSparse([7 * row, 4000 + row, Inputs - 1], [1, -0.5f, 2], row % 3);
        var options = new TrainingOptions
        {
            Optimizer = Optimizers.Named(name) with { WeightDecay = 0.1f, L1Penalty = 0.01f },
        };

        var (trained, _) = Train(network, data, options, 4);

        for (var input = 0; input < Inputs; input++)
        {
            var seen = (input % 7 == 0 && input < 140) || input is >= 4000 and < 4020 or Inputs - 1;
            for (var unit = 0; unit < Units; unit++)
            {
                var i = unit * Inputs + input;
                Assert.Equal(seen, network.Layers[0].Weights[i] != trained.Layers[0].Weights[i]);
            }
        }
    }

    private void CheckSparseIsDense(TrainingOptions options, double density)
    {
        for (var number = 0; number < _awkwardSizes.Length; number++)
        {
            var network = Network.Create(Size(3 * number + 1), SparseLayers(number), 3, seed: number);
            var sparse = density < 1
                ? SparseRows(50, network.InputSize, number, density)
                : TestRows.ToSparse(TestRows.Noise(50, network.InputSize, 3, number));
            var dense = TestRows.ToDense(sparse);
            var (expected, totals) = Train(network, dense, options, 9);
            var (actual, sparseTotals) = Train(network, sparse, options, 9);
            NetworkAssert.Near(expected, actual, ParameterTolerance, $"case {number}");
            ParameterTolerance.Check(totals.LossSum, sparseTotals.LossSum, "loss");
        }
    }

    /// <summary>Rows of noise, some of them without any feature, with uneven weights.</summary>
    private static LabeledRows SparseRows(int rowCount, int inputs, int seed, double density = 0.15) =>
        LossCase.All[0].Rows(rowCount, inputs, 3, seed, weighted: true, density);

    /// <summary>First layers of every kind.</summary>
    private static HiddenLayer[] SparseLayers(int number) =>
        [new(Size(5 * number), number % 3 == 0 ? Activation.Maxout : Activation.Tanh), new(9, Activation.SiLU)];

    /// <summary>An optimizer that does not take steps of full length for gradients that are all rounding, where no two
    /// backends agree.</summary>
    private static Optimizer Tame(string name) => Optimizers.Named(name) switch
    {
        Adagrad adagrad => adagrad with { Epsilon = 1e-2f },
        RmsProp rmsProp => rmsProp with { Epsilon = 1e-2f },
        Adam adam => adam with { Epsilon = 1e-2f },
        AdamW adamW => adamW with { Epsilon = 1e-2f },
        var optimizer => optimizer,
    };
}
