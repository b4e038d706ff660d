using System.ComponentModel;
using System.Diagnostics;

namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>Runs other programs.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and what it has written to both its outputs.</returns>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        // Read at the same time, as a program that writes much to the one would wait for ever if the other is read.
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Runs a program to its end, or returns null where there is no such program.</summary>
    public static (int ExitCode, string Output)? TryRun(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
