using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Digits;

/// <summary>The options of the sample. A bad value gets one line that says what was expected.</summary>
internal static class CommandLine
{
    private static readonly string DefaultData = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv");

    private static readonly Option<string> Data = Create(
        "--data", "CSV file: 64 pixels in 0..16 and the digit, with a header.",
        DefaultData, "an existing file", text => (File.Exists(text), text));

    private static readonly Option<int[]> Hidden = Create(
        "--hidden", "Units of each hidden layer, such as 128,64; none for a linear model.",
        [64], "whole numbers of at least 1, separated by commas, or none", ParseHidden);

    private static readonly Option<int> Epochs = Create(
        "--epochs", "The most passes over the training rows.",
        30, "a whole number of at least 1", Positive);

    private static readonly Option<int> BatchSize = Create(
        "--batch-size", "Rows of one step.",
        32, "a whole number of at least 1", Positive);

    private static readonly Option<float> LearningRate = Create(
        "--learning-rate", "The step size.",
        0.05f, "a positive number",
        text => (Number(text, out var value) && value > 0 && float.IsFinite(value), value));

    private static readonly Option<float> Momentum = Create(
        "--momentum", "How much of the last step the next one keeps.",
        0.9f, "a number in [0, 1)",
        text => (Number(text, out var value) && value >= 0 && value < 1, value));

    private static readonly Option<int> Seed = Create(
        "--seed", "The same seed splits and trains alike.",
        0, "a whole number",
        text =>
            (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value), value));

    private static readonly Option<string> Output = Create(
        "--output", "Where to save the model.",
        "model.zip", "a file in an existing folder",
        text => (Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(text))) && !Directory.Exists(text), text));

    /// <summary>Returns false when there is nothing to run: the help was asked for, or a value is bad.</summary>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out Settings? settings, out int exitCode)
    {
        var ran = false;
        var command = new RootCommand("Trains a multilayer perceptron on handwritten digits with ML.NET.")
        {
            Data, Hidden, Epochs, BatchSize, LearningRate, Momentum, Seed, Output,
        };
        command.SetAction(_ => ran = true);
        var result = command.Parse(args);
        settings = null;
        if (result.Errors.Count > 0)
        {
            Console.Error.WriteLine($"{result.Errors[0].Message} Try --help.");
            exitCode = 2;
            return false;
        }
        exitCode = result.Invoke();
        if (!ran) return false;
        settings = new Settings(
            result.GetRequiredValue(Data),
            result.GetRequiredValue(Hidden),
            result.GetValue(Epochs),
            result.GetValue(BatchSize),
            result.GetValue(LearningRate),
            result.GetValue(Momentum),
            result.GetValue(Seed),
            result.GetRequiredValue(Output));
        return true;
    }

    private static Option<T> Create<T>(
        string name, string description, T defaultValue, string expected, Func<string, (bool Ok, T Value)> parse)
    {
        T Parse(ArgumentResult argument)
        {
            if (argument.Tokens.Count == 0) return defaultValue;
            var text = argument.Tokens[^1].Value;
            var (ok, value) = parse(text);
            if (!ok) argument.AddError($"{name} must be {expected}; got '{text}'.");
            return value;
        }

        return new Option<T>(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = Parse,
            Arity = ArgumentArity.ExactlyOne,
        };
    }

    private static (bool Ok, int Value) Positive(string text) =>
        (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1, value);

    private static bool Number(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static (bool Ok, int[] Value) ParseHidden(string text)
    {
        if (text is "none" or "") return (true, []);
        var sizes = text.Split(',').Select(part => Positive(part.Trim())).ToArray();
        return (sizes.All(size => size.Ok), [.. sizes.Select(size => size.Value)]);
    }
}
