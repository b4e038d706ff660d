using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Compiles kernels to the assembly language of NVIDIA's GPUs, with no GPU, and says what is wrong with it.
/// Not thread-safe.</summary>
internal sealed partial class PtxCompiler : IDisposable
{
    private readonly CudaArchitecture _architecture;
    private Context _context;
    private PTXBackend _backend;

    public PtxCompiler(CudaArchitecture architecture)
    {
        _architecture = architecture;
        (_context, _backend) = Create();
    }

    /// <summary>All that is wrong with a kernel on this architecture, each as one line; none if all is well.</summary>
    public IEnumerable<string> Check(MethodInfo kernel, bool isImplicitlyGrouped)
    {
        string ptx;
        try
        {
            ptx = Compile(kernel, isImplicitlyGrouped);
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException or InvalidOperationException)
        {
            // A context is of no use after that.
            Dispose();
            (_context, _backend) = Create();
            return [$"does not compile: {e.Message} {e.InnerException?.Message}"];
        }
        return Check(ptx);
    }

    public string Compile(MethodInfo kernel, bool isImplicitlyGrouped)
    {
        var entry = isImplicitlyGrouped
            ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
            : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        return ((PTXCompiledKernel)_backend.Compile(entry, default)).PTXAssembly;
    }

    public void Dispose()
    {
        _backend.Dispose();
        _context.Dispose();
    }

    private IEnumerable<string> Check(string ptx)
    {
        // ILGPU asks for no more than this, which newer GPUs run as well.
        var target = _architecture < CudaArchitecture.SM_80 ? _architecture : CudaArchitecture.SM_80;
        if (!Target().IsMatch(ptx) || Target().Match(ptx).Groups[1].Value != $"sm_{target.Major}{target.Minor}")
            yield return $"has the target '{Target().Match(ptx).Value}'";
        foreach (var (sign, fault) in _faults)
            if (ptx.Split('\n').FirstOrDefault(line => sign.IsMatch(line)) is { } line)
                yield return $"{fault}: '{line.Trim()}'";
    }

    private static readonly (Regex Sign, string Fault)[] _faults =
    [
        (Local(), "keeps values in local memory, which is as slow as global memory"),
        (Double(), "computes in double precision, which many GPUs do at a 64th of the speed"),
        (External(), "calls what no one defines"),
    ];

    private (Context, PTXBackend) Create()
    {
        var context = OpenDevice.CreateContext();
        return (context, new PTXBackend(
            context, new CudaCapabilityContext(_architecture), _architecture, CudaInstructionSet.ISA_78, null));
    }

    [GeneratedRegex(@"^\.target (\S+)", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex(@"\.local\b")]
    private static partial Regex Local();

    [GeneratedRegex(@"\.f64\b")]
    private static partial Regex Double();

    [GeneratedRegex(@"\.extern \.func")]
    private static partial Regex External();
}
