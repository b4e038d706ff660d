using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Models;

/// <summary>A saved model that is kept in this folder, beside a text with what it said of <see cref="Rows"/> when it
/// was written.</summary>
/// <param name="Folder">The folder of the lane: the stand-in's models are not ML.NET's.</param>
/// <param name="Name">What it is, and the version of its format.</param>
internal sealed record KeptModel(string Folder, string Name)
{
    /// <summary>Written out, so that they can never change.</summary>
    public static readonly Tree[] Rows =
    [
        new() { Features = [1, 0.05f, -0.1f, 0.5f], Species = "ash" },
        new() { Features = [0.1f, 0.9f, 0, -0.5f], Species = "birch" },
        new() { Features = [0, -0.05f, 1.1f, 0.1f], Species = "cedar" },
        new() { Features = [0.4f, 0.5f, 0.3f, 0], Species = "ash" },
        new() { Features = [-2, 3, 0, 10], Species = "elm" },
    ];

    public string ModelPath => Path.Combine(Folder, Name + ".zip");

    private string OutputsPath => Path.Combine(Folder, Name + ".txt");

    /// <summary>All that were kept in a folder.</summary>
    public static KeptModel[] In(string folder) =>
        [.. Directory.GetFiles(folder, "*.zip").Order(StringComparer.Ordinal)
            .Select(path => new KeptModel(folder, Path.GetFileNameWithoutExtension(path)))];

    public void Write(ITransformer model)
    {
        var mlContext = new MLContext();
        Directory.CreateDirectory(Folder);
        mlContext.Model.Save(model, mlContext.LoadTrees(Rows).Schema, ModelPath);
        File.WriteAllLines(OutputsPath, OutputsOf(model));
    }

    /// <summary>Loads the model and compares what it says with what it said.</summary>
    public void Check()
    {
        var (expected, actual) = (
            File.ReadAllLines(OutputsPath), OutputsOf(new MLContext().Model.Load(ModelPath, out _)));
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (then, now) in expected.Zip(actual)) CheckLine(then.Split(' '), now.Split(' '));
    }

    private void CheckLine(string[] expected, string[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (then, now) in expected.Zip(actual))
        {
            // Another CPU adds the products of a sum in another order.
            if (double.TryParse(then, CultureInfo.InvariantCulture, out var number))
                Assert.Equal(number, double.Parse(now, CultureInfo.InvariantCulture),
                    tolerance: 1e-5 * Math.Max(1, Math.Abs(number)));
            else
                Assert.True(then == now, $"{Name} must say '{then}'; got '{now}'.");
        }
    }

    /// <summary>A line for each row: the names of the columns that the model adds, each before its values.</summary>
    private static string[] OutputsOf(ITransformer model)
    {
        var trees = new MLContext().LoadTrees(Rows);
        var preview = model.Transform(trees).Preview();
        return [.. preview.RowView.Select(row => string.Join(' ', row.Values.Skip(trees.Schema.Count)
            .SelectMany(column => Values(column.Value).Prepend(column.Key))))];
    }

    private static IEnumerable<string> Values(object value) => value is VBuffer<float> vector
        ? vector.DenseValues().Select(Text)
        : [value is float number ? Text(number) : Convert.ToString(value, CultureInfo.InvariantCulture)!];

    private static string Text(float number) => number.ToString("G9", CultureInfo.InvariantCulture);
}
