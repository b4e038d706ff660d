using System.Diagnostics;
using System.Net;

namespace DigitsService.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digits-service").FullName;

    private string ModelPath => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_changed_file_is_loaded_while_the_service_runs(bool copied)
    {
        var (before, after) = (new TinyModel(epochs: 1), new TinyModel(epochs: 2));
        var digit = before.Digits[0];
        before.Save(ModelPath);
        using var service = new Service(ModelPath);
        Assert.Equal(before.Predict([digit])[0].Score, (await service.PredictAsync(digit.Pixels)).Probabilities);

        if (copied)
        {
            var other = Path.Combine(_folder, "other.zip");
            after.Save(other);
            File.Copy(other, ModelPath, overwrite: true);
        }
        else
        {
            after.Save(ModelPath);
        }

        var expected = after.Predict([digit])[0].Score;
        var started = Stopwatch.GetTimestamp();
        float[] answered;
        do
        {
            answered = (await service.PredictAsync(digit.Pixels)).Probabilities;
        }
        while (!answered.SequenceEqual(expected) && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        Assert.Equal(expected, answered);
    }

    [Fact]
    public async Task A_damaged_file_is_logged_and_leaves_the_model_that_was_there()
    {
        var model = new TinyModel(epochs: 1);
        var digit = model.Digits[0];
        model.Save(ModelPath);
        using var service = new Service(ModelPath);

        File.WriteAllText(ModelPath, "not a model");

        service.WaitForLine(line => line.StartsWith("fail:", StringComparison.Ordinal));
        Assert.Equal(model.Predict([digit])[0].Score, (await service.PredictAsync(digit.Pixels)).Probabilities);
        using var health = await service.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public void Without_a_model_there_is_one_line_that_says_how_to_get_one()
    {
        var (exitCode, output, error) = Service.Run("--model", ModelPath);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(
            $"--model must be an existing file; got '{ModelPath}'. Try samples/Digits to train one.", error.TrimEnd());
    }

    [Fact]
    public void A_file_that_is_no_model_ends_the_start_with_one_line_that_names_it()
    {
        File.WriteAllText(ModelPath, "not a model");

        var (exitCode, output, error) = Service.Run("--model", ModelPath);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"The model '{ModelPath}' cannot be used. ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
