using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;

namespace DigitsService.Tests;

/// <summary>Runs the sample as a user does: as a process of its own, which listens on a free port.</summary>
internal sealed class Service : IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    // Many requests at the same time, but not a socket for each of thousands.
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        Timeout = Patience,
    };
    private readonly ConcurrentQueue<string> _lines = new();

    public Service(string modelPath)
    {
        _process = Process.Start(StartInfo("--model", modelPath, "--urls", "http://127.0.0.1:0"))!;
        _process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var line = WaitForLine(line => line.Contains(Listening, StringComparison.Ordinal));
        _client.BaseAddress = new Uri(line.Split(Listening)[1]);
    }

    /// <summary>Runs the sample where it is not expected to stay.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using var process = Process.Start(StartInfo(args))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content) =>
        _client.PostAsync(new Uri(path, UriKind.Relative), content);

    public async Task<DigitAnswer> PredictAsync(float[] pixels)
    {
        using var response = await _client.PostAsJsonAsync("/predict", new { pixels });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<DigitAnswer>())!;
    }

    /// <summary>Waits until the service has written such a line.</summary>
    public string WaitForLine(Func<string, bool> isIt)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_lines.FirstOrDefault(isIt) is { } line) return line;
            Assert.True(!_process.HasExited && Stopwatch.GetElapsedTime(started) < Patience,
                $"The service did not write the line. It wrote:\n{string.Join('\n', _lines)}");
            Thread.Sleep(20);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "DigitsService.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return start;
    }
}

/// <summary>The answer as clients know it.</summary>
internal sealed record DigitAnswer(int Digit, float[] Probabilities);
