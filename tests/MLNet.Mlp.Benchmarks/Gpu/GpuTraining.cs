using System.Diagnostics;
using System.Globalization;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Benchmarks.Gpu;

/// <summary>This library's part of the comparison.</summary>
internal static class GpuTraining
{
    /// <summary>The first argument of a process that measures the start, before work and precision.</summary>
    public const string StartArgument = "gpu-start-process";

    /// <summary>Seconds of the best epoch, from the drawing of the order of the rows to when the totals are known, and
    /// kernels launched for a step.</summary>
    public static (double Seconds, double LaunchesPerStep) Epoch(
        GpuBackend backend, LabeledRows data, GpuWork work, Precision precision, Effort effort)
    {
        using var session = Start(backend, work, precision);
        var order = new int[data.RowCount];
        var (epoch, launches) = (0, 0L);
        var seconds = effort.BestOf(() =>
        {
            var before = LaunchCount(session);
            RowOrder.Shuffle(order, seed: 0, ++epoch);
            session.Train(data, order, work.BatchSize, learningRates: [0.01f]);
            if (!double.IsFinite(session.TakeTotals().LossSum))
                throw new InvalidOperationException("The training diverged.");
            launches = LaunchCount(session) - before;
        });
        return (seconds, launches / Math.Ceiling(data.RowCount / (double)work.BatchSize));
    }

    /// <summary>Measures the start of a work in a new process, whose kernels the driver compiles anew.</summary>
    public static double StartSeconds(int workNumber, Precision precision)
    {
        Environment.SetEnvironmentVariable("CUDA_CACHE_DISABLE", "1");
        return ChildProgram.Own(StartArgument).Run<double>(
            workNumber.ToString(CultureInfo.InvariantCulture), precision.ToString(), Environment.ProcessorCount);
    }

    /// <summary>The process that does that: from the first use of the device to the end of the first step, all rows
    /// being in the memory of the host.</summary>
    /// <param name="workNumber">Which of all works.</param>
    /// <param name="precision">The name of the precision.</param>
    public static int RunStart(string workNumber, string precision)
    {
        var work = GpuWork.All[int.Parse(workNumber, CultureInfo.InvariantCulture)];
        var data = SyntheticRows.Create(Effort.Full.RowCount);
        var order = SyntheticRows.Order(data.RowCount);

        var started = Stopwatch.GetTimestamp();
        using var backend = new GpuBackend();
        using var session = Start(backend, work, Enum.Parse<Precision>(precision));
        session.Train(data, order.AsSpan(0, work.BatchSize), work.BatchSize, learningRates: [0.01f]);
        session.TakeTotals();
        Console.WriteLine(Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    private static ITrainingSession Start(GpuBackend backend, GpuWork work, Precision precision)
    {
        var network = Network.Create(SyntheticRows.FeatureCount, work.Hidden, SyntheticRows.ClassCount);
        return backend.StartTraining(network, new TrainingOptions
        {
            BatchSize = work.BatchSize,
            Optimizer = new MomentumSgd { Momentum = 0.9f },
            Precision = precision,
        });
    }

    private static long LaunchCount(ITrainingSession session) => ((GuardedSession)session).Gpu.LaunchCount;
}
