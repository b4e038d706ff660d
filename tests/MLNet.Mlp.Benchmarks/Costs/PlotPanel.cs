namespace MLNet.Mlp.Benchmarks;

/// <summary>Points and a line in one colour.</summary>
/// <param name="Style">The style of <see cref="SvgCanvas"/> that they have: "one", "all" or "each".</param>
/// <param name="Points">What was measured.</param>
/// <param name="Line">What a model says.</param>
/// <param name="Label">What is written beside the first point, or null for nothing.</param>
internal sealed record PlotSeries(
    string Style, IReadOnlyList<(double X, double Y)> Points, IReadOnlyList<(double X, double Y)> Line,
    string? Label = null);

/// <summary>A plot of seconds, with a frame, axes and texts; both axes are logarithmic.</summary>
internal sealed record PlotPanel(string Title, string XLabel, IReadOnlyList<PlotSeries> Series)
{
    /// <summary>Its size in pixels.</summary>
    public const int Width = 320, Height = 250;

    // The room for texts around the frame.
    private const int Left = 58, Right = 14, Above = 30, Below = 46;

    /// <summary>Draws it with its upper left corner at this place.</summary>
    public void Draw(SvgCanvas canvas, double x, double y)
    {
        var points = Series.SelectMany(series => series.Points.Concat(series.Line)).ToArray();
        var (left, right, top, bottom) = (x + Left, x + Width - Right, y + Above, y + Height - Below);
        var xAxis = new LogAxis(points.Select(point => point.X), left, right);
        var yAxis = new LogAxis(points.Select(point => point.Y), bottom, top);
        foreach (var tick in yAxis.Ticks)
        {
            canvas.GridLine(left, yAxis[tick], right, yAxis[tick]);
            canvas.Text(left - 5, yAxis[tick] + 4, LogAxis.Label(tick), "end");
        }
        var labelEnd = double.NegativeInfinity;
        foreach (var tick in xAxis.Ticks)
        {
            canvas.GridLine(xAxis[tick], top, xAxis[tick], bottom);
            var halfWidth = 3.5 * LogAxis.Label(tick).Length;
            if (xAxis[tick] - halfWidth < labelEnd) continue; // It would run into the label before it.
            labelEnd = xAxis[tick] + halfWidth + 4;
            canvas.Text(xAxis[tick], bottom + 16, LogAxis.Label(tick), "middle");
        }
        canvas.Frame(left, top, right - left, bottom - top);
        canvas.Heading(left, top - 9, Title);
        canvas.Text((left + right) / 2, bottom + 34, XLabel, "middle");
        canvas.UpwardText(x + 13, (top + bottom) / 2, "seconds an epoch");
        foreach (var series in Series)
        {
            canvas.Polyline(series.Line.Select(point => (xAxis[point.X], yAxis[point.Y])), series.Style);
            foreach (var point in series.Points) canvas.Dot(xAxis[point.X], yAxis[point.Y], series.Style);
            if (series.Label is { } label)
                canvas.Text(xAxis[series.Points[0].X] + 8, yAxis[series.Points[0].Y] - 4, label, "start");
        }
    }
}
