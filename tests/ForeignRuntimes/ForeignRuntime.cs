using System.Text.Json;

namespace MLNet.Mlp.ForeignRuntimes;

/// <summary>A program that is not ours and runs what we have exported. Where it is not installed, tests that need it
/// say so and are skipped. `.ci/run` installs what it can.</summary>
internal sealed class ForeignRuntime
{
    /// <summary>A folder with <c>node_modules/onnxruntime-node</c>.</summary>
    private const string OnnxRuntimeFolderVariable = "MLP_ONNXRUNTIME";

    /// <summary>A Python that has the modules which a test needs.</summary>
    private const string PythonVariable = "MLP_PYTHON";

    private readonly string _program;
    private readonly string[] _arguments;

    private ForeignRuntime(string program, params string[] arguments) => (_program, _arguments) = (program, arguments);

    /// <summary>The npm package onnxruntime-node, or why it is not there.</summary>
    public static (ForeignRuntime? Runtime, string? Missing) OnnxRuntime { get; } = FindOnnxRuntime();

    /// <summary>OpenCV's module dnn, or why it is not there.</summary>
    public static (ForeignRuntime? Runtime, string? Missing) OpenCv { get; } =
        FindPython("cv2", "OpenCV for Python (Debian's python3-opencv)", "run_opencv.py");

    /// <summary>A Python with PyTorch, or why there is none. Its first argument must be a script.</summary>
    public static (ForeignRuntime? Runtime, string? Missing) PyTorch { get; } = FindPython("torch", "PyTorch");

    /// <summary>Runs all cases in one process.</summary>
    /// <param name="cases">What to run.</param>
    /// <param name="folder">Where to put files.</param>
    /// <returns>The outputs of each case, by name.</returns>
    public IReadOnlyList<Dictionary<string, ForeignTensor>> Run(IReadOnlyList<ForeignCase> cases, string folder)
    {
        var (casesPath, resultsPath) = (Path.Combine(folder, "cases.json"), Path.Combine(folder, "results.json"));
        File.WriteAllText(casesPath, JsonSerializer.Serialize(cases));
        Run(casesPath, resultsPath);
        return JsonSerializer.Deserialize<Dictionary<string, ForeignTensor>[]>(File.ReadAllText(resultsPath))!;
    }

    /// <summary>Runs the program to its end and returns what it has written.</summary>
    public string Run(params string[] arguments)
    {
        var (exitCode, output) = ChildProcess.Run(_program, [.. _arguments, .. arguments]);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"{_program} {string.Join(' ', arguments)} failed:\n{output}");
    }

    private static (ForeignRuntime?, string?) FindOnnxRuntime()
    {
        var folder = Environment.GetEnvironmentVariable(OnnxRuntimeFolderVariable) ?? FindInArtifacts("onnxruntime");
        if (folder is null || !Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node")))
            return (null, "Needs onnxruntime-node: `.ci/run` installs it, or set the folder of node_modules as " +
                $"{OnnxRuntimeFolderVariable}.");
        return ChildProcess.TryRun("node", "--version") is (0, _)
            ? (new ForeignRuntime("node", Script("run_onnxruntime.js"), folder), null)
            : (null, "Needs node, to run onnxruntime-node.");
    }

    private static (ForeignRuntime?, string?) FindPython(string module, string name, params string[] scripts)
    {
        // Debian's own first: its packages are for no other.
        var chosen = Environment.GetEnvironmentVariable(PythonVariable);
        string?[] candidates = [chosen, "/usr/bin/python3", "python3", "python"];
        var search = $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)";
        foreach (var python in candidates)
            if (python is not null && ChildProcess.TryRun(python, "-c", search) is (0, _))
                return (new ForeignRuntime(python, [.. scripts.Select(Script)]), null);
        return (null, $"Needs {name}; {PythonVariable} may name a Python that has it.");
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "ForeignRuntimes", name);

    /// <summary>Looks into the folder artifacts of the repository, somewhere above the tests' own.</summary>
    private static string? FindInArtifacts(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (folder.Name == "artifacts" && Directory.Exists(Path.Combine(folder.FullName, name)))
                return Path.Combine(folder.FullName, name);
        return null;
    }
}
