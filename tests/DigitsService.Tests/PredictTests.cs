using System.Net;
using System.Text;
using System.Text.Json;

namespace DigitsService.Tests;

public sealed class PredictTests(RunningService running) : IClassFixture<RunningService>
{
    private const int PixelCount = 64;

    private readonly Service _service = running.Service;
    private readonly TinyModel _model = running.Model;

    [Fact]
    public async Task A_digit_is_recognized_with_the_probabilities_of_the_model()
    {
        var digits = _model.Digits.Take(20).ToArray();
        var expected = _model.Predict(digits);

        var right = 0;
        foreach (var (digit, prediction) in digits.Zip(expected))
        {
            var answer = await _service.PredictAsync(digit.Pixels);

            Assert.Equal(prediction.PredictedDigit, answer.Digit);
            Assert.Equal(prediction.Score, answer.Probabilities);
            Assert.Equal(answer.Probabilities.Max(), answer.Probabilities[answer.Digit]);
            right += answer.Digit == digit.Digit ? 1 : 0;
        }
        Assert.InRange(right, 18, 20);
    }

    [Fact]
    public async Task Requests_at_the_same_time_get_what_they_would_get_alone()
    {
        var digits = _model.Digits;
        var expected = _model.Predict(digits);

        var answers = await Task.WhenAll(digits.Select(digit => _service.PredictAsync(digit.Pixels)));

        Assert.All(expected.Zip(answers), pair => Assert.Equal(pair.First.Score, pair.Second.Probabilities));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PixelCount - 1)]
    [InlineData(PixelCount + 1)]
    public async Task Another_number_of_pixels_is_a_bad_request(int count)
    {
        var problem = await Problem(JsonSerializer.Serialize(new { pixels = new float[count] }));

        Assert.Equal($"pixels must be 64 numbers; got {count}.", problem);
    }

    [Theory]
    [InlineData(-1f, "-1")]
    [InlineData(16.5f, "16.5")]
    public async Task A_pixel_out_of_range_is_a_bad_request_that_names_it(float pixel, string named)
    {
        var pixels = new float[PixelCount];
        pixels[5] = pixel;

        var problem = await Problem(JsonSerializer.Serialize(new { pixels }));

        Assert.Equal($"pixels must be in 0..16; got {named} at index 5.", problem);
    }

    [Theory]
    [InlineData("", "pixels must be given")]
    [InlineData("null", "pixels must be given")]
    [InlineData("{}", "pixels must be given")]
    [InlineData("""{"pixels":null}""", "pixels must be given")]
    [InlineData("""{"pixels":[1,2""", "$.pixels")]
    [InlineData("""{"pixels":["black"]}""", "$.pixels[0]")]
    [InlineData("digit", "invalid")]
    public async Task Anything_but_pixels_is_a_bad_request_that_says_what_is_wrong(string body, string expected)
    {
        Assert.Contains(expected, await Problem(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_but_json_is_refused()
    {
        using var response = await _service.PostAsync("/predict", new StringContent("0", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Health_is_reported()
    {
        using var response = await _service.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", await response.Content.ReadAsStringAsync());
    }

    /// <summary>What the service says of a bad request.</summary>
    private async Task<string> Problem(string body)
    {
        using var response = await _service.PostAsync(
            "/predict", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("detail").GetString()!;
    }
}
