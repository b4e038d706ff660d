namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Theory]
    [InlineData(OutputActivation.Softmax)]
    [InlineData(OutputActivation.Sigmoid)]
    [InlineData(OutputActivation.Identity)]
    public void Sparse_rows_score_as_the_same_rows_do_when_dense(OutputActivation output)
    {
        foreach (var number in Cases)
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

    [Fact]
    public void Compressed_sparse_rows_score_bitwise_as_sparse_features_do_together_and_alone()
    {
        foreach (var number in Cases)
        {
            var (inputs, rowCount) = (Size(3 * number + 1), Size(7 * number + 2));
            var scorer = Backend.CreateScorer(Network.Create(inputs, SparseLayers(number), 3, seed: number));
            var features = (SparseFeatures)SparseRows(rowCount, inputs, number).Features;
            var expected = new float[3 * rowCount];
            scorer.Score(features, expected);
            var (rowStarts, columns, values) = Compress(features);

            var (together, alone) = (new float[3 * rowCount], new float[3]);
            scorer.Score(rowStarts, columns, values, together);
            Assert.Equal(expected, together);
            for (var row = 0; row < rowCount; row++)
            {
                scorer.Score([0, features[row].Columns.Length], features[row].Columns, features[row].Values, alone);
                Assert.Equal(expected.AsSpan(3 * row, 3).ToArray(), alone);
            }
        }
    }

    [Fact]
    public void A_zero_that_a_compressed_sparse_row_stores_changes_no_score()
    {
        var scorer = Backend.CreateScorer(Network.Create(9, [5], 3, Activation.Tanh));
        float[] without = new float[6], with = new float[6];
        scorer.Score([0, 1, 2], [4, 8], [0.5f, -2], without);
        scorer.Score([0, 2, 4], [0, 4, 2, 8], [0, 0.5f, 0, -2], with);
        Assert.Equal(without, with);
    }

    [Theory]
    [InlineData(new int[0], 0, 0, "must be from 0 to 0, the number of values; got none")]
    [InlineData(new[] { 1, 2 }, 2, 3, "must be from 0 to 2, the number of values; got 1 to 2")]
    [InlineData(new[] { 0, 1 }, 2, 3, "must be from 0 to 2, the number of values; got 0 to 1")]
    [InlineData(new[] { 0, 2, 1, 2 }, 2, 9, "must not decrease; got 1 after 2")]
    [InlineData(new[] { 0, 7, 2 }, 2, 6, "must not decrease; got 7 after 0")]
    [InlineData(new[] { 0, 1, 2 }, 2, 5, "must be 2 x 3 values")]
    public void Compressed_sparse_rows_that_do_not_fit_are_refused(
        int[] rowStarts, int count, int scoreCount, string message)
    {
        var scorer = Backend.CreateScorer(FromLogits(3));
        int[] columns = [.. Enumerable.Range(0, count)];
        var e = Assert.Throws<ArgumentException>(
            () => scorer.Score(rowStarts, columns, new float[count], new float[scoreCount]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0, 3 }, "in [0, 3); got 3 after 0")]
    [InlineData(new[] { -1, 0 }, "in [0, 3); got -1 after -1")]
    [InlineData(new[] { 1, 1 }, "must increase and be in [0, 3); got 1 after 1")]
    [InlineData(new[] { 2, 0 }, "must increase and be in [0, 3); got 0 after 2")]
    public void Columns_that_a_compressed_sparse_row_cannot_have_are_refused(int[] columns, string message)
    {
        var scorer = Backend.CreateScorer(FromLogits(3));
        var e = Assert.Throws<ArgumentException>(() => scorer.Score([0, 0, 2], columns, [1, 1], new float[6]));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => scorer.Score([0, 2], columns, [1, 1, 1], new float[3]));
        Assert.Contains("2 columns but 3 values", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_compressed_sparse_rows_give_no_scores() =>
        Backend.CreateScorer(FromLogits(2)).Score([0], [], [], []);

    public static TheoryData<string> OptimizersOfTheOracle() => ["Sgd", "MomentumSgd", "Adagrad", "Adam"];

    [Theory]
    [MemberData(nameof(OptimizersOfTheOracle))]
    public void Training_on_sparse_rows_updates_the_weights_of_the_inputs_seen(string name)
    {
        foreach (var number in Cases)
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
        foreach (var number in Cases)
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
        foreach (var number in Cases)
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

    private static (int[] RowStarts, int[] Columns, float[] Values) Compress(SparseFeatures features)
    {
        var (rowStarts, columns, values) = (new List<int> { 0 }, new List<int>(), new List<float>());
        for (var row = 0; row < features.RowCount; row++)
        {
            columns.AddRange(features[row].Columns);
            values.AddRange(features[row].Values);
            rowStarts.Add(columns.Count);
        }
        return ([.. rowStarts], [.. columns], [.. values]);
    }

    /// <summary>First layers of every kind.</summary>
    private HiddenLayer[] SparseLayers(int number) =>
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
