using System.Text;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Writes the page about costs, in Markdown. Its numbers have the form of the invariant culture, the only one
/// in this build.</summary>
internal sealed class CostPage
{
    private readonly Costs _costs;
    private readonly StringBuilder _text = new();

    private CostPage(Costs costs) => _costs = costs;

    /// <returns>The whole page.</returns>
    public static string Write(Costs costs)
    {
        var page = new CostPage(costs);
        page.WriteFormula();
        page.WriteUnseen();
        page.WriteSweeps();
        page.WriteThreads();
        return page._text.ToString();
    }

    /// <returns>A table of what the models found.</returns>
    public static string Coefficients(Costs costs)
    {
        var page = new CostPage(costs);
        page.WriteCoefficients();
        return page._text.ToString();
    }

    private void WriteFormula()
    {
        Line($"""
            # What training costs

            How the time of one epoch grows with rows, features, width, depth, batch size and threads: measured, and as
            a formula that predicts it. Dense rows, ReLU, cross-entropy, `MomentumSgd`, 10 classes, single precision.

            {BenchmarkOrigin.Describe()}
            This page and its plot are written, from what it measures and nothing else, by

            ```
            dotnet run -c Release --project tests/MLNet.Mlp.Benchmarks -- costs
            ```

            ![Seconds of an epoch against each of these, with the formula as lines](costs.svg)

            ## Predict the time of a training

            ```
            seconds = steps x (layers x a + parameters x b) + rows x (multiply-adds x c + values x d)
            ```

            - **steps** of an epoch are rows / batch size, rounded up;
            - **layers** are the hidden layers and the last;
            - **parameters** are all weights and biases, as the log of a training says;
            - **multiply-adds** of a row are 3 x weights - features x units of the first hidden layer;
            - **values** of a row are its features and the units of all layers.

            """);
        WriteCoefficients();
        Line("""

            The coefficients are fitted by least squares of the relative error to the tables under "Measured"; one that
            would be negative is 0. With several threads the time is the smaller of what their line and the line of one
            thread give, as a step too small to be shared runs on one thread; their line is therefore fitted only to
            epochs that several threads make at least 5 % shorter. Another machine has other coefficients: run the
            command there. The formula times the epochs is the time of a training, without reading the rows before and
            measuring validation rows after each epoch.

            """);
        WriteExample();
    }

    private void WriteCoefficients()
    {
        Line("| threads | a: ns a layer and step | b: ps a parameter and step | c: ps a multiply-add | d: ps a value " +
            "| R² | largest error |");
        Line("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (threads, model) in _costs.ThreadCounts.Zip(_costs.Models))
        {
            var (rSquared, largestError) = _costs.Fit(threads);
            Line($"| {threads} | {1e9 * model.PerLayer:N0} | {1e12 * model.PerParameter:N0} | " +
                $"{1e12 * model.PerMultiplyAdd:N1} | {1e12 * model.PerValue:N0} | {rSquared:F4} | " +
                $"{largestError:P0} |");
        }
    }

    private void WriteExample()
    {
        var (epoch, threads, model) = (_costs.Unseen[0], _costs.ThreadCounts[^1], _costs.Models[^1]);
        Line($"For example, {epoch.Rows:N0} rows, {epoch.Network} and batches of {epoch.BatchSize}, with " +
            $"{Threads(threads)}:");
        Line($"{epoch.Steps:N0} steps x ({epoch.Layers} x {1e9 * model.PerLayer:N0} ns + {epoch.Parameters:N0} x " +
            $"{1e12 * model.PerParameter:N0} ps) + {epoch.Rows:N0} rows x ({epoch.MultiplyAddsPerRow:N0} x " +
            $"{1e12 * model.PerMultiplyAdd:N1} ps + {epoch.ValuesPerRow:N0} x {1e12 * model.PerValue:N0} ps)");
        Line($"= {model.Predict(epoch):F3} s an epoch. Measured: {_costs.Seconds(epoch, threads):F3} s.");
    }

    private void WriteUnseen()
    {
        Line();
        Line("Epochs that the formula was not fitted to:");
        Line();
        Line("| rows | network | batch | threads | predicted, s | measured, s | error |");
        Line("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var epoch in _costs.Unseen)
            foreach (var threads in _costs.ThreadCounts)
            {
                var (predicted, measured) = (_costs.Predict(epoch, threads), _costs.Seconds(epoch, threads));
                Line($"| {epoch.Rows:N0} | {epoch.Network} | {epoch.BatchSize} | {threads} | {predicted:F4} | " +
                    $"{measured:F4} | {predicted / measured - 1:+0 %;-0 %;0 %} |");
            }
    }

    private void WriteSweeps()
    {
        Line("""

            ## Measured

            Seconds of an epoch, the shortest of several, measured in turn so that a busy moment of the machine does not
            spoil all of one.
            """);
        foreach (var sweep in _costs.Sweeps)
        {
            Line();
            Line($"{sweep.Name}; {sweep.Fixed}:");
            Line();
            Line($"| {sweep.Unit} |{Each(threads => $" {Threads(threads)}, s | formula, s |")}");
            Line($"| ---: |{Each(_ => " ---: | ---: |")}");
            foreach (var (value, epoch) in sweep.Points)
                Line($"| {value:N0} |{Each(threads => $" {_costs.Seconds(epoch, threads):F4} |" +
                    $" {_costs.Predict(epoch, threads):F4} |")}");
        }
    }

    private void WriteThreads()
    {
        Line();
        Line($"Threads; {_costs.Threaded[0].Rows:N0} rows, batches of {_costs.Threaded[0].BatchSize}:");
        Line();
        Line($"| threads |{string.Concat(_costs.Threaded.Select(epoch => $" {epoch.Network}, s | times as fast |"))}");
        Line($"| ---: |{string.Concat(_costs.Threaded.Select(_ => " ---: | ---: |"))}");
        foreach (var threads in _costs.EveryThreadCount)
            Line($"| {threads} |{string.Concat(_costs.Threaded.Select(epoch =>
                $" {_costs.Seconds(epoch, threads):F4} |" +
                $" {_costs.Seconds(epoch, 1) / _costs.Seconds(epoch, threads):F2} |"))}");
    }

    private string Each(Func<int, string> text) => string.Concat(_costs.ThreadCounts.Select(text));

    private static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private void Line(string text = "") => _text.Append(text).Append('\n');
}
