namespace MLNet.Mlp.Core.Tests;

public abstract partial class BackendContract
{
    [Fact]
    public void Totals_add_up_over_calls_and_start_anew_once_taken()
    {
        var network = Network.Create(6, [9], 4);
        var data = TestRows.Noise(11, 6, 4, seed: 2);
        using var session = Backend.StartTraining(network, new TrainingOptions());

        Assert.Equal(0, session.TakeTotals().RowCount);
        // Two steps so short that they change nothing: the sums are those of the network as it is.
        session.Train(data, TestRows.InOrder(11).AsSpan(0, 8), 8, [1e-30f]);
        session.Train(data, TestRows.InOrder(11).AsSpan(8), 8, [1e-30f]);

        var expected = new Oracle(network).Measure(data, TestRows.InOrder(11));
        CheckTotals(session.TakeTotals(), expected, 11, 2, "both calls");
        Assert.Equal(0, session.TakeTotals().RowCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(515)]
    public void Evaluate_measures_without_changing_anything(int rowCount)
    {
        var network = Network.Create(9, [17], 5, seed: 8);
        var training = TestRows.Noise(20, 9, 5, seed: 3);
        var validation = TestRows.Noise(rowCount, 9, 5, seed: 4);
        using var session = Backend.StartTraining(network, new TrainingOptions());
        session.Train(training, TestRows.InOrder(20), 3, [0.1f]);
        session.CopyParametersTo(network);

        var totals = session.Evaluate(validation);

        var expected = new Oracle(network).Measure(validation, TestRows.InOrder(rowCount));
        Assert.Equal(expected.LeastCorrect, expected.MostCorrect);
        CheckTotals(totals, expected, rowCount, totals.BatchCount, "validation");
        Assert.Equal(20, session.TakeTotals().RowCount);
        var after = network.Clone();
        session.CopyParametersTo(after);
        NetworkAssert.BitwiseEqual(network, after);
    }

    [Fact]
    public void Evaluating_between_epochs_does_not_disturb_training()
    {
        var network = Network.Create(9, [17], 5, seed: 8);
        var data = TestRows.Noise(20, 9, 5, seed: 3);
        Network Train(bool evaluate)
        {
            using var session = Backend.StartTraining(network, new TrainingOptions());
            for (var epoch = 0; epoch < 3; epoch++)
            {
                session.Train(data, TestRows.InOrder(20), 6, [0.1f]);
                if (evaluate) session.Evaluate(data);
            }
            var trained = network.Clone();
            session.CopyParametersTo(trained);
            return trained;
        }
        NetworkAssert.BitwiseEqual(Train(evaluate: false), Train(evaluate: true));
    }

    [Fact]
    public void The_first_batch_with_a_non_finite_loss_is_named()
    {
        var network = Network.Create(3, [4], 2);
        var data = TestRows.Noise(20, 3, 2, seed: 6);
        var spoiled = new LabeledRows(3, 2);
        for (var row = 0; row < 20; row++)
            spoiled.Append(row == 13 ? [0, float.NaN, 0] : data.Row(row), data.Labels[row]);
        using var session = Backend.StartTraining(network, new TrainingOptions());

        // Row 13 is in batch 3 of rows 0-3, 4-7, 8-11, 12-15, 16-19; two calls, counted through.
        session.Train(spoiled, TestRows.InOrder(20).AsSpan(0, 8), 4, [0.1f]);
        session.Train(spoiled, TestRows.InOrder(20).AsSpan(8), 4, [0.1f]);

        Assert.Equal(3, session.TakeTotals().FirstNonFiniteBatch);
    }
}
