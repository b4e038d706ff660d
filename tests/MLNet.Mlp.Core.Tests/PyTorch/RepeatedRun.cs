using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>A training run of PyTorch, done once more.</summary>
internal static class RepeatedRun
{
    public static PyTorchRuns Golden { get; } = PyTorchRuns.Load();

    public static TheoryData<string> Names => [.. Golden.Runs.Select(run => run.Name)];

    public static (PyTorchRun Run, LabeledRows Rows, Network Network, TrainingOptions Options) Prepare(string name)
    {
        var run = Golden.Runs.Single(run => run.Name == name);
        var rows = Golden.Rows(run);
        var network = run.InitialNetwork(rows.Features.ColumnCount);
        var options = run.Options(network, rows, Golden.BatchSize, Golden.Epochs);
        options.Validate();
        return (run, rows, network, options);
    }

    /// <summary>Repeats it on a backend.</summary>
    /// <param name="name">The name of the run.</param>
    /// <param name="backend">What to repeat it on.</param>
    /// <param name="ofLosses">How far the loss of each step may be from that of PyTorch.</param>
    /// <param name="ofParameters">How far the parameters after the last step may be.</param>
    public static void Check(string name, IBackend backend, Tolerance ofLosses, Tolerance ofParameters)
    {
        var (run, rows, network, options) = Prepare(name);
        using var session = backend.StartTraining(network, options);

        var order = RowOrder.InOrder(rows.RowCount);
        var batchesPerEpoch = rows.RowCount / options.BatchSize;
        var (epochLosses, lossSum) = (new List<double>(), 0.0);
        for (var step = 0; step < run.Losses.Length; step++)
        {
            var (epoch, batch) = Math.DivRem(step, batchesPerEpoch);
            var position = new TrainingPosition(epoch + 1, options.Epochs, batch + 1, batchesPerEpoch, epochLosses);
            var rate = (float)(options.LearningRate * options.Schedule.Factor(position));
            Assert.Equal(run.Rates?[step] ?? run.LearningRate, rate);

            var batchRows = order.AsSpan(batch * options.BatchSize, options.BatchSize);
            session.Train(rows, batchRows, options.BatchSize, [rate]);
            var totals = session.TakeTotals();
            ofLosses.Check(run.Losses[step], totals.LossSum / totals.RowCount, $"{name}, loss of step {step}");

            lossSum += totals.LossSum;
            if (batch < batchesPerEpoch - 1) continue;
            epochLosses.Add(lossSum / rows.RowCount);
            lossSum = 0;
        }

        var evaluation = session.Evaluate(rows);
        ofLosses.Check(run.Evaluation, evaluation.LossSum / evaluation.RowCount, $"{name}, loss at the end");
        session.CopyParametersTo(network);
        CheckParameters(run, network, ofParameters);
    }

    public static void CheckParameters(PyTorchRun run, Network actual, Tolerance tolerance)
    {
        for (var l = 0; l < actual.Layers.Count; l++)
            run.Final[l].Check(actual.Layers[l], tolerance, $"{run.Name}, layer {l}");
    }
}
