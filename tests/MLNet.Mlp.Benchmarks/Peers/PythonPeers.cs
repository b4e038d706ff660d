using System.ComponentModel;

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>PyTorch and scikit-learn, as far as a Python on this machine has them.</summary>
/// <param name="Program">Starts peers.py, or null where there is no Python.</param>
/// <param name="Versions">What that Python has.</param>
internal sealed record PythonPeers(ChildProgram? Program, PythonVersions Versions)
{
    /// <summary>Looks for an interpreter with both, else takes one that has more than the others.</summary>
    /// <param name="path">The interpreter to take, or null to look among the usual ones.</param>
    public static PythonPeers Find(string? path)
    {
        var best = new PythonPeers(null, new PythonVersions(null, null, null, null, []));
        foreach (var candidate in path is null ? (string[])["python3", "/usr/bin/python3", "python"] : [path])
        {
            var program = new ChildProgram(candidate, [Path.Combine(AppContext.BaseDirectory, "Peers", "peers.py")]);
            PythonPeers found;
            try
            {
                found = new(program, program.Run<PythonVersions>("versions", null, Environment.ProcessorCount));
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException)
            {
                if (path is null) continue; // There is no such program, or it is no Python 3 that works.
                throw new ArgumentException($"--python must be the path of a Python 3; got {path}: {e.Message}", e);
            }
            if (best.Program is null || found.Versions.PeerCount > best.Versions.PeerCount) best = found;
            if (best.Versions.PeerCount == 2) break;
        }
        return best;
    }

    /// <summary>What is compared, what is missing and how to install it, in lines of Markdown.</summary>
    public IEnumerable<string> Describe()
    {
        var (python, torch, scikitLearn, numPy, blas) = Versions;
        if (python is null)
            yield return "- **Python 3 is missing**: install it, or name it with `--python PATH`.";
        else
            yield return $"- Python {python} (`{Program!.FileName}`), NumPy {numPy ?? "missing"}, " +
                $"BLAS: {(blas.Length == 0 ? "unknown" : string.Join(", ", blas))}";
        yield return torch is null ? Missing("PyTorch", "torch", "python3-torch") : $"- PyTorch {torch}";
        yield return scikitLearn is null
            ? Missing("scikit-learn", "scikit-learn", "python3-sklearn")
            : $"- scikit-learn {scikitLearn}";
        if (blas.Any(name => name.StartsWith("reference BLAS", StringComparison.Ordinal)))
            yield return "- **Warning: Python uses the reference BLAS, which is not optimized; PyTorch and " +
                "scikit-learn may be ten times faster with another.** Try `apt install libopenblas0-pthread`.";
    }

    private static string Missing(string name, string pipPackage, string aptPackage) =>
        $"- **{name} is missing**: `pip install {pipPackage}` or `apt install {aptPackage} libopenblas0-pthread`; " +
        "name that Python with `--python PATH`.";
}

/// <summary>What peers.py says of a Python; null for what it does not have.</summary>
/// <param name="Python">Its version.</param>
/// <param name="Torch">The version of PyTorch.</param>
/// <param name="ScikitLearn">The version of scikit-learn.</param>
/// <param name="NumPy">The version of NumPy.</param>
/// <param name="Blas">The libraries of linear algebra that these use.</param>
internal sealed record PythonVersions(
    string? Python, string? Torch, string? ScikitLearn, string? NumPy, string[] Blas)
{
    public int PeerCount => (Torch is null ? 0 : 1) + (ScikitLearn is null ? 0 : 1);
}
