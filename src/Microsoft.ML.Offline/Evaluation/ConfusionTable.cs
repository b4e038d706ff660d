using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The confusion matrix as a text for the console, in ML.NET's layout.</summary>
internal static class ConfusionTable
{
    private const int HeadingLength = 9;

    public static string Format(ConfusionMatrix matrix, string[] names, bool isBinary)
    {
        int count = names.Length;
        int cellWidth = count == 2 ? 8 : 5;
        int nameLength = names.Max(name => name.Length);
        // Names too long for a cell stand in the rows only, with the numbers that stand for them in the heading.
        bool isNumbered = nameLength > cellWidth;
        int digits = $"{count - 1}".Length;
        int labelWidth = Math.Max(HeadingLength, nameLength + (isNumbered ? digits + 2 : 0));
        var labels = names.Select((name, i) => isNumbered
            ? $"{i}".PadLeft(digits) + ". " + name.PadLeft(labelWidth - digits - 2)
            : name.PadLeft(labelWidth)).ToArray();
        var headings = isNumbered ? names.Select((_, i) => $"{i}") : names;
        var ruler = string.Concat(Enumerable.Repeat(count > 2 ? "========" : "===========", count));

        var text = new StringBuilder();
        text.AppendLine(isBinary ? Ratio(matrix, names[0]) : "");
        text.AppendLine("Confusion table");
        Line("", ruler);
        Line("PREDICTED", string.Concat(headings.Select(h => $" {h.PadLeft(cellWidth)} |")) + " Recall");
        Line("TRUTH", ruler);
        for (int i = 0; i < count; i++)
        {
            var cells = matrix.Counts[i].Select(c => $" {Number(c, "N0").PadLeft(cellWidth)} |");
            text.AppendLine($"{labels[i]} ||{string.Concat(cells)} {Number(matrix.PerClassRecall[i], "F4"),5}");
        }
        Line("", ruler);
        var precisions = matrix.PerClassPrecision.Select(p => $"{Number(p, "N4").PadLeft(cellWidth + 1)} |");
        Line("Precision", string.Concat(precisions));
        return text.ToString();

        void Line(string heading, string rest) => text.AppendLine($"{heading.PadRight(labelWidth + 1)}||{rest}");
    }

    private static string Ratio(ConfusionMatrix matrix, string positiveName)
    {
        double positives = matrix.Counts[0].Sum();
        double negatives = matrix.Counts[1].Sum();
        return $"TEST {positiveName.ToUpperInvariant()} RATIO:\t{Number(positives / (positives + negatives), "N4")} " +
            $"({Number(positives, "F1")}/({Number(positives, "F1")}+{Number(negatives, "F1")}))";
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.CurrentCulture);
}
