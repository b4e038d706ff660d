using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MLNet.Mlp.Benchmarks;

/// <summary>A program that does a task in a new process and answers in the last line of its output, as JSON.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">The arguments before command and task.</param>
internal sealed record ChildProgram(string FileName, string[] Arguments)
{
    /// <summary>This very program.</summary>
    /// <param name="argument">Its first argument, which says that it is such a process.</param>
    public static ChildProgram Own(string argument)
    {
        var program = Environment.ProcessPath!;
        // The process is that of "dotnet" where the program was not started by its own name.
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new(program, isHost ? [typeof(ChildProgram).Assembly.Location, argument] : [argument]);
    }

    /// <summary>Waits for the answer.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="task">With what; null for commands that need nothing.</param>
    /// <param name="threads">The threads of OpenMP and of whatever BLAS there is, as its environment tells it.</param>
    /// <exception cref="InvalidOperationException">The program failed, or gave no such answer; the message has what it
    /// wrote.</exception>
    public TAnswer Run<TAnswer>(string command, string? task, int threads)
    {
        string[] arguments = task is null ? [.. Arguments, command] : [.. Arguments, command, task];
        var start = new ProcessStartInfo(FileName, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            start.Environment[variable] = threads.ToString(CultureInfo.InvariantCulture);
        // Threads that wait actively take the cores from PyTorch's others.
        start.Environment["OMP_WAIT_POLICY"] = "passive";

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{FileName} {command} ended with code {process.ExitCode}: {errors.Result.Trim()}");
        var answer = output.Trim().Split('\n')[^1];
        try
        {
            return JsonSerializer.Deserialize<TAnswer>(answer)!;
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException(
                $"{FileName} {command} must answer with {typeof(TAnswer).Name} as JSON; got '{answer}'.", e);
        }
    }
}
