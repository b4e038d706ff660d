using System.Runtime.InteropServices;
using ILGPU;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public class DriverLibrariesTests
{
    [Theory]
    [InlineData("cuda", "libcuda.so.1")]
    [InlineData("OpenCL", "libOpenCL.so.1")]
    public void A_library_that_has_only_a_name_with_a_version_is_found(string name, string fileName)
    {
        if (!OperatingSystem.IsLinux()) return;
        var hasPlainName = NativeLibrary.TryLoad(name, typeof(Context).Assembly, null, out _);
        // With the plain name the usual search finds it, and without the other nothing does.
        var isResolved = !hasPlainName && NativeLibrary.TryLoad(fileName, out _);
        Assert.Equal(isResolved, Resolve(name) != 0);
    }

    [Fact]
    public void Other_libraries_are_left_to_the_usual_search() => Assert.Equal(0, Resolve("libc.so.6"));

    [Fact]
    public void Another_resolver_is_no_error()
    {
        DriverLibraries.Prepare();
        Assert.False(DriverLibraries.TrySet());
    }

    private static IntPtr Resolve(string name) => DriverLibraries.Resolve(name, typeof(Context).Assembly, null);
}
