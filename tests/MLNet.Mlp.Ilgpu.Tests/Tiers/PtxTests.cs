using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MLNet.Mlp.Core.Tests;
using Xunit.Abstractions;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>Every kernel, with every activation, optimizer, loss and tile that it may be compiled with, must be one
/// that NVIDIA's GPUs run well: Volta, Ampere and Hopper. No GPU is needed.</summary>
public sealed class PtxTests(ITestOutputHelper output)
{
    /// <summary>The one whose code most GPUs run, as ILGPU asks for no more, comes first.</summary>
    private static readonly CudaArchitecture[] _architectures =
        [CudaArchitecture.SM_80, CudaArchitecture.SM_70, CudaArchitecture.SM_90];

    /// <summary>Fused kernels take a second or more to compile. This one is the two others in one launch, which are
    /// compiled with each type, so that some types will do to see that the two go together.</summary>
    private const string Combined = "FusedKernels<TActivation, TLoss, TRule>.TrainKernel";

    private const int VariantsOfCombined = 3;

    public static TheoryData<string> Kernels() => [.. KernelCatalog.Backend.Select(kernel => kernel.Name)];

    [Fact]
    public void Products_of_matrices_are_among_the_kernels() => Assert.Contains(
        KernelCatalog.Backend, kernel => kernel.Definition.DeclaringType == typeof(Backends.MatMulKernel));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_compiles_for_every_GPU(string name)
    {
        var started = Stopwatch.GetTimestamp();
        var kernel = KernelCatalog.Backend.Single(kernel => kernel.Name == name);
        MethodInfo[] variants =
            [.. name == Combined ? kernel.Variants().Take(VariantsOfCombined) : kernel.Variants()];
        Assert.NotEmpty(variants);

        var faults = Faults(kernel, variants);

        output.WriteLine($"{name}: {variants.Length} variants for {_architectures[0]}, one for the others; " +
            $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s.");
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Take(10)));
    }

    [Fact]
    public void Kernels_are_loaded_by_delegates_which_are_how_they_are_found()
    {
        var loaders = LoadersNamedBy(typeof(Backends.Gpu).Assembly.GetTypes());
        Assert.NotEmpty(loaders);
        Assert.All(loaders, loader => Assert.Equal(typeof(KernelLoaders), loader.DeclaringType));
    }

    [Fact]
    public void Kernels_are_loaded_in_one_place_which_keeps_them() => Assert.Empty(LoadersNamedBy(
        typeof(Backends.Gpu).Assembly.GetTypes()
            .Where(type => type != typeof(Backends.LoadedKernels) &&
                type.DeclaringType != typeof(Backends.LoadedKernels))));

    /// <summary>The methods of ILGPU's that load kernels, as far as some types name them.</summary>
    private static MethodBase[] LoadersNamedBy(IEnumerable<Type> types) =>
    [
        .. KernelCatalog.MethodsNamedBy(types)
            .Select(named => named.Target)
            .Where(target => target.Name.StartsWith("Load", StringComparison.Ordinal) &&
                target.Name.EndsWith("Kernel", StringComparison.Ordinal) &&
                target.DeclaringType!.Assembly == typeof(Accelerator).Assembly),
    ];

    [Fact]
    public void Faults_are_found()
    {
        var kernels = KernelCatalog.Of([typeof(FaultyKernels)]);
        Assert.Equal(
            [
                nameof(FaultyKernels.Right), nameof(FaultyKernels.WithDoubles), nameof(FaultyKernels.WithException),
                nameof(FaultyKernels.WithLocalMemory), nameof(FaultyKernels.WithoutDefinition),
            ],
            kernels.Select(kernel => kernel.Definition.Name).Order(StringComparer.Ordinal));
        var activations = kernels.Single(kernel => kernel.Definition.Name == nameof(FaultyKernels.Right)).Variants();
        Assert.Equal(Enum.GetValues<Activation>().Length - 1, activations.Count()); // Maxout is none of them.

        Check(nameof(FaultyKernels.Right), null);
        Check(nameof(FaultyKernels.WithLocalMemory), "local memory");
        Check(nameof(FaultyKernels.WithDoubles), "double precision");
        Check(nameof(FaultyKernels.WithoutDefinition), "no one defines");
        Check(nameof(FaultyKernels.WithException), "does not compile");

        void Check(string name, string? fault)
        {
            var kernel = kernels.Single(kernel => kernel.Definition.Name == name);
            var faults = Faults(kernel, [.. kernel.Variants()]);
            if (fault is null) Assert.Empty(faults);
            else Assert.All(_architectures, architecture => Assert.Contains(faults, found =>
                found.Contains(architecture.ToString(), StringComparison.Ordinal) &&
                found.Contains(fault, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Each_type_parameter_is_each_of_its_types()
    {
        var kernel = Assert.Single(KernelCatalog.Of([typeof(PairedKernels<,>)]));
        MethodInfo[] variants = [.. kernel.Variants()];
        var arguments = variants.Select(variant => variant.DeclaringType!.GetGenericArguments()).ToArray();
        var activationCount = Enum.GetValues<Activation>().Length - 1; // Maxout is none of them.
        var ruleCount = Optimizers.All.Count - 1; // Adam and AdamW have one.
        Assert.Equal(activationCount, arguments.Select(types => types[0]).Distinct().Count());
        Assert.Equal(ruleCount, arguments.Select(types => types[1]).Distinct().Count());
        Assert.Equal(Math.Max(activationCount, ruleCount), variants.Length);
        Assert.Empty(Faults(kernel, variants));
    }

    /// <summary>What is wrong with some variants on the first architecture, and with the first of them on all: types
    /// change formulas, and architectures do not change what becomes of a formula.</summary>
    private static ConcurrentBag<string> Faults(Kernel kernel, MethodInfo[] variants)
    {
        var faults = new ConcurrentBag<string>();
        Parallel.ForEach(_architectures, architecture =>
        {
            using var compiler = new PtxCompiler(architecture);
            foreach (var variant in architecture == _architectures[0] ? variants : variants[..1])
                foreach (var fault in compiler.Check(variant, kernel.IsImplicitlyGrouped))
                    if (!IsMeant(variant, fault))
                        faults.Add($"{TypeArguments.NameOf(variant)} on {architecture} {fault}");
        });
        return faults;
    }

    /// <summary>The sums of tensor cores come out of their registers by way of local memory, once for each tile: see
    /// <see cref="TensorTileTests"/>.</summary>
    private static bool IsMeant(MethodInfo variant, string fault) =>
        fault.Contains("local memory", StringComparison.Ordinal) && variant.IsGenericMethod &&
        variant.GetGenericArguments().Any(type =>
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Backends.TensorTile<>));
}
