using Digits;
using DigitsService;
using Microsoft.Extensions.ML;

// Answers predictions over HTTP with a model that samples/Digits saved:
//   dotnet run -c Release --project samples/Digits -- --output model.zip
//   dotnet run -c Release --project samples/DigitsService -- --model model.zip --urls http://127.0.0.1:5000
var builder = WebApplication.CreateBuilder(args);
var modelPath = Path.GetFullPath(builder.Configuration["model"] ?? "model.zip");
if (!File.Exists(modelPath))
{
    Console.Error.WriteLine($"--model must be an existing file; got '{modelPath}'. Try samples/Digits to train one.");
    return 2;
}

// A prediction engine serves one thread at a time; the pool has as many as there are requests at the same time. When
// the file changes, the pool goes over to the new model, and no request is lost. (Save over the file, or copy over it:
// Microsoft.Extensions.ML does not notice a rename.)
builder.Services.AddPredictionEnginePool<DigitRow, DigitPrediction>().FromFile(modelPath, watchForChanges: true);
builder.Services.AddHealthChecks();
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

// Whatever is wrong with a request, its sender is told as problem details (RFC 9457).
builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = problem =>
{
    if (problem.Exception is BadHttpRequestException e)
        problem.ProblemDetails.Detail = e.InnerException?.Message ?? e.Message;
});
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

var app = builder.Build();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    StatusCodeSelector = e => (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError,
    SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
});
app.UseStatusCodePages();

app.MapHealthChecks("/health");
app.MapPost("/predict", (DigitImage? image, PredictionEnginePool<DigitRow, DigitPrediction> pool) =>
{
    if (DigitImage.Error(image) is { } error)
        return Results.Problem(error, statusCode: StatusCodes.Status400BadRequest);
    var prediction = pool.Predict(new DigitRow { Pixels = image!.Pixels! });
    return Results.Ok(new DigitAnswer(prediction.PredictedDigit, prediction.Score));
});

try
{
    // The first prediction loads the model: better now than with the first request, and bad news as well.
    app.Services.GetRequiredService<PredictionEnginePool<DigitRow, DigitPrediction>>()
        .Predict(new DigitRow { Pixels = new float[DigitRow.Side * DigitRow.Side] });
}
catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"The model '{modelPath}' cannot be used. {e.Message}");
    return 1;
}
app.Run();
return 0;
