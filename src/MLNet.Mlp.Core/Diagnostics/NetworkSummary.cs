using System.Globalization;
using System.Text;

namespace MLNet.Mlp;

/// <summary>The table of <see cref="Network.Summary"/>.</summary>
internal static class NetworkSummary
{
    private const int Gap = 4;

    /// <summary>A line of the table. A layer has one for each thing that it does.</summary>
    private readonly record struct Row(string Name, string Output, string Parameters);

    public static string Of(Network network)
    {
        List<Row> rows = [new("Layer", "Output", "Parameters"), new("   Input", Shape(network.InputSize), "0")];
        for (var l = 0; l < network.Layers.Count; l++) AddLayer(rows, l, network.Layers[l]);
        if (!network.EndsInHiddenLayer)
            rows[^1] = rows[^1] with { Name = $"   {network.Output}" }; // In place of the last layer's identity.

        var statistics = network.Layers.Sum(layer => 2L * (layer.Normalization?.Scale.Length ?? 0));
        (string Name, string Value)[] totals =
        [
            ("Trainable parameters", Number(network.ParameterCount)),
            ("Running statistics, not trained", Number(statistics)),
            ("Memory", Bytes(sizeof(float) * (network.ParameterCount + statistics))),
            ("Operations to score a row", Number(OperationCount(network))),
        ];

        var (names, outputs) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Output.Length));
        var numbers = rows.Max(row => row.Parameters.Length);
        var widthOfTotals = totals.Max(total => total.Name.Length + Gap + total.Value.Length);
        var width = Math.Max(names + Gap + outputs + Gap + numbers, widthOfTotals);
        numbers = width - names - outputs - 2 * Gap;

        var text = new StringBuilder();
        void Add(string line) => text.Append(line).Append('\n');
        for (var i = 0; i < rows.Count; i++)
        {
            var (name, output, parameters) = rows[i];
            Add(name.PadRight(names + Gap) + output.PadRight(outputs + Gap) + parameters.PadLeft(numbers));
            if (i == 0 || i == rows.Count - 1) Add(new string('-', width));
        }
        foreach (var (name, value) in totals) Add(name + value.PadLeft(width - name.Length));
        return text.ToString();
    }

    /// <summary>The multiplications and additions of the weighted sums with their biases. Batch normalization is folded
    /// into them in scoring. Activations are left out: there is one for each unit, and its cost is another on each CPU.
    /// </summary>
    private static long OperationCount(Network network) => network.Layers.Sum(layer => 2L * layer.Weights.Length);

    private static void AddLayer(List<Row> rows, int l, DenseLayer layer)
    {
        var (sums, units) = (Shape(layer.SumCount), Shape(layer.OutputSize));
        // The biases of a layer that is normalized are those of its normalization.
        var (weights, biases) = ((long)layer.Weights.Length, (long)layer.Biases.Length);
        rows.Add(new($"{l,-2} Dense", sums, Number(layer.Normalization is null ? weights + biases : weights)));
        if (layer.Normalization is { } normalization)
            rows.Add(new("   Batch normalization", sums, Number(biases + normalization.Scale.Length)));
        var pieces = layer.Pieces > 1 ? string.Create(CultureInfo.InvariantCulture, $", {layer.Pieces} pieces") : "";
        rows.Add(new($"   {layer.Activation}{pieces}", units, "0"));
        if (layer.Dropout > 0)
            rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"   Dropout {layer.Dropout}"), units, "0"));
    }

    private static string Shape(int columnCount) =>
        string.Create(CultureInfo.InvariantCulture, $"batch x {columnCount}");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes)
    {
        ReadOnlySpan<string> units = ["KiB", "MiB", "GiB"];
        if (bytes < 1024) return $"{Number(bytes)} bytes";
        var (value, unit) = (bytes / 1024.0, 0);
        for (; value >= 1023.95 && unit < units.Length - 1; unit++) value /= 1024; // What would be shown as 1,024.0.
        return string.Create(CultureInfo.InvariantCulture, $"{value:N1} {units[unit]}");
    }
}
