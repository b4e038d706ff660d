using System.Globalization;
using System.Text.RegularExpressions;

namespace Digits.Tests;

public sealed partial class DigitsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digits").FullName;

    private string ModelPath => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Average_accuracy_of_five_seeds_is_that_of_the_reference()
    {
        var accuracies = Enumerable.Range(0, 5).Select(seed =>
        {
            var (exitCode, output, error) = Sample.Run("--seed", $"{seed}", "--output", ModelPath);
            Assert.Equal(("", 0), (error, exitCode));
            return double.Parse(MicroAccuracy().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        });

        // scikit-learn's MLPClassifier at the same settings gives 0.972 +- 0.009 over splits.
        Assert.InRange(accuracies.Average(), 0.965, 1);
    }

    [Fact]
    public void Output_shows_metrics_confusion_matrix_and_predictions_of_the_reloaded_model()
    {
        var (_, output, _) = Sample.Run("--output", ModelPath);

        Assert.Contains("rows/s", output);
        Assert.Contains("Log-loss", output);
        Assert.Contains("Confusion matrix", output);
        Assert.Matches(@"\d at \d+%, is \d", output);
        Assert.True(File.Exists(ModelPath));
    }

    [Fact]
    public void Options_reach_the_trainer()
    {
        var (exitCode, output, _) = Sample.Run(
            "--epochs", "2", "--hidden", "none", "--batch-size", "1000", "--learning-rate", "0.001", "--momentum", "0",
            "--output", ModelPath);

        Assert.Equal(0, exitCode);
        Assert.Contains("Training: 2 epochs", output);
        // Four tiny steps of a linear model learn next to nothing.
        var accuracy = double.Parse(MicroAccuracy().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 0, 0.5);
    }

    [Fact]
    public void Help_lists_every_option()
    {
        var (exitCode, output, _) = Sample.Run("--help");

        Assert.Equal(0, exitCode);
        Assert.All(
            ["--data", "--hidden", "--epochs", "--batch-size", "--learning-rate", "--momentum", "--seed", "--output"],
            option => Assert.Contains(option, output));
    }

    [Theory]
    [InlineData("--data", "no-such.csv", "an existing file")]
    [InlineData("--hidden", "128,0", "whole numbers of at least 1")]
    [InlineData("--hidden", "big", "whole numbers of at least 1")]
    [InlineData("--epochs", "0", "a whole number of at least 1")]
    [InlineData("--epochs", "many", "a whole number of at least 1")]
    [InlineData("--batch-size", "-1", "a whole number of at least 1")]
    [InlineData("--learning-rate", "0", "a positive number")]
    [InlineData("--momentum", "1", "in [0, 1)")]
    [InlineData("--seed", "x", "a whole number")]
    [InlineData("--output", "no-such-folder/model.zip", "a file in an existing folder")]
    public void A_bad_value_gets_one_line_that_names_the_option_and_what_was_expected(
        string option, string value, string expected)
    {
        var (exitCode, output, error) = Sample.Run(option, value);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith($"{option} must be", error);
        Assert.Contains(expected, error);
        Assert.Contains($"got '{value}'", error);
    }

    [Fact]
    public void Divergence_gets_one_line_with_a_remedy_and_leaves_no_file()
    {
        var (exitCode, _, error) = Sample.Run("--learning-rate", "1e37", "--output", ModelPath);

        Assert.Equal(1, exitCode);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains("epoch 1", error);
        Assert.Contains("Try a LearningRate", error);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [GeneratedRegex(@"Micro-accuracy\s*\S\s*([0-9.]+)")]
    private static partial Regex MicroAccuracy();
}
