using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Where the drivers' libraries are on Linux. ILGPU asks for libcuda.so and libOpenCL.so, which only packages
/// for developers bring; drivers themselves bring the names with a version.</summary>
internal static class DriverLibraries
{
    private static readonly Lazy<bool> _isSet = new(TrySet);

    /// <summary>Makes ILGPU find the libraries; to be called before anything of ILGPU is, which looks for them once.
    /// </summary>
    public static void Prepare() => _ = _isSet.Value;

    /// <summary>Loads a library that ILGPU asks for, by the name that is there; 0 leads to the usual search.</summary>
    public static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        string[] others = name switch
        {
            // The second is where Windows puts it for its Linux.
            "cuda" => ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"],
            "OpenCL" => ["libOpenCL.so.1"],
            _ => [],
        };
        if (others.Length == 0 || NativeLibrary.TryLoad(name, assembly, searchPath, out var library)) return 0;
        foreach (var other in others)
            if (NativeLibrary.TryLoad(other, out library)) return library;
        return 0;
    }

    /// <summary>Whether it could be done, and had to be.</summary>
    internal static bool TrySet()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
            return true;
        }
        catch (InvalidOperationException)
        {
            // An assembly has one resolver, and something else in this process has set it.
            return false;
        }
    }
}
