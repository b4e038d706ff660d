namespace MLNet.Mlp.Benchmarks;

/// <summary>Draws what was measured, as points, and what the models say, as lines: a panel for each sweep.</summary>
internal static class CostPlot
{
    private const int Columns = 3, Top = 34;

    /// <returns>An SVG.</returns>
    public static string Draw(Costs costs)
    {
        var panels = costs.Sweeps.Select(sweep => Panel(costs, sweep)).Append(ThreadPanel(costs)).ToArray();
        var rows = (panels.Length + Columns - 1) / Columns;
        var canvas = new SvgCanvas(
            Columns * PlotPanel.Width, Top + rows * PlotPanel.Height,
            "Seconds of an epoch by rows, features, width, depth, batch size and threads");
        canvas.Dot(20, 20, "one");
        canvas.Text(30, 24, "one thread, measured", "start");
        if (costs.Cores > 1)
        {
            canvas.Dot(190, 20, "all");
            canvas.Text(200, 24, $"{costs.Cores} threads, measured", "start");
        }
        canvas.Text(360, 24, "Lines: the formula. All axes are logarithmic.", "start");
        for (var i = 0; i < panels.Length; i++)
            panels[i].Draw(canvas, i % Columns * PlotPanel.Width, Top + i / Columns * PlotPanel.Height);
        return canvas.ToString();
    }

    private static PlotPanel Panel(Costs costs, CostSweep sweep) => new(sweep.Name, sweep.Unit,
    [
        .. costs.ThreadCounts.Select(threads => new PlotSeries(
            threads == 1 ? "one" : "all",
            [.. sweep.Points.Select(point => ((double)point.Value, costs.Seconds(point.Epoch, threads)))],
            [.. sweep.Points.Select(point => ((double)point.Value, costs.Predict(point.Epoch, threads)))])),
    ]);

    /// <summary>The threads of a small and a wide network. There is a model for one thread and for all only; the lines
    /// say what halving the time with each doubling of the threads would be.</summary>
    private static PlotPanel ThreadPanel(Costs costs) => new("Threads", "threads; lines: the ideal",
    [
        .. costs.Threaded.Select(epoch => new PlotSeries("each",
            [.. costs.EveryThreadCount.Select(threads => ((double)threads, costs.Seconds(epoch, threads)))],
            [.. costs.EveryThreadCount.Select(threads => ((double)threads, costs.Seconds(epoch, 1) / threads))],
            epoch.Network)),
    ]);
}
