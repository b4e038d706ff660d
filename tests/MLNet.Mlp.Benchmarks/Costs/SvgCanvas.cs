using System.Globalization;
using System.Text;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Writes an SVG that can be read on light and on dark pages: it has a background of its own, and a scheme of
/// colours for each.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _svg = new();

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What it shows, for those who do not see it.</param>
    public SvgCanvas(int width, int height, string title) => _svg.Append($$"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{{width}}" height="{{height}}"
             viewBox="0 0 {{width}} {{height}}">
          <title>{{title}}</title>
          <style>
            text { font: 12px sans-serif; fill: #1f2328 }
            .heading { font-weight: bold }
            .paper { fill: #ffffff }
            .frame { fill: none; stroke: #59636e }
            .grid { stroke: #d1d9e0; stroke-width: 0.5 }
            circle.one { fill: #0550ae }
            circle.all { fill: #bc4c00 }
            circle.each { fill: #1f2328 }
            polyline { fill: none; stroke-width: 1.5 }
            polyline.one { stroke: #0550ae }
            polyline.all { stroke: #bc4c00 }
            polyline.each { stroke: #1f2328 }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 }
              .paper { fill: #0d1117 }
              .frame { stroke: #9198a1 }
              .grid { stroke: #3d444d }
              circle.one { fill: #79c0ff }
              circle.all { fill: #ffa657 }
              circle.each { fill: #e6edf3 }
              polyline.one { stroke: #79c0ff }
              polyline.all { stroke: #ffa657 }
              polyline.each { stroke: #e6edf3 }
            }
          </style>
          <rect class="paper" width="{{width}}" height="{{height}}"/>

        """);

    public void Dot(double x, double y, string style) =>
        Add($"""<circle class="{style}" cx="{x:0.#}" cy="{y:0.#}" r="3"/>""");

    public void GridLine(double x1, double y1, double x2, double y2) =>
        Add($"""<line class="grid" x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}"/>""");

    public void Frame(double x, double y, double width, double height) =>
        Add($"""<rect class="frame" x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}"/>""");

    public void Polyline(IEnumerable<(double X, double Y)> points, string style)
    {
        var places = points.Select(at => string.Create(CultureInfo.InvariantCulture, $"{at.X:0.#},{at.Y:0.#}"));
        Add($"""<polyline class="{style}" points="{string.Join(' ', places)}"/>""");
    }

    public void Heading(double x, double y, string text) =>
        Add($"""<text class="heading" x="{x:0.#}" y="{y:0.#}">{text}</text>""");

    /// <param name="x">Where the text starts, has its middle or ends.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text, without characters that XML has reserved.</param>
    /// <param name="anchor">"start", "middle" or "end".</param>
    public void Text(double x, double y, string text, string anchor) =>
        Add($"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}">{text}</text>""");

    /// <summary>A text that goes upwards, with its middle at this place.</summary>
    public void UpwardText(double x, double y, string text) =>
        Add($"""<text text-anchor="middle" transform="translate({x:0.#} {y:0.#}) rotate(-90)">{text}</text>""");

    /// <summary>The SVG with all that was added.</summary>
    public override string ToString() => $"{_svg}</svg>\n";

    private void Add(FormattableString element) =>
        _svg.Append("  ").Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
