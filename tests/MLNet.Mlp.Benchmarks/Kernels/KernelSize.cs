namespace MLNet.Mlp.Benchmarks;

/// <summary>A size that kernels are measured at. It names itself in tables.</summary>
/// <param name="Name">"4096".</param>
/// <param name="Elements">Floats of a vector, or multiply-adds of a product.</param>
public record KernelSize(string Name, long Elements)
{
    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>The size of a product of matrices, rows x inputs and inputs x outputs.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Inputs">Inputs of the layer.</param>
/// <param name="Outputs">Its units.</param>
public sealed record ProductSize(int Rows, int Inputs, int Outputs)
    : KernelSize($"{Rows} x {Inputs} x {Outputs}", (long)Rows * Inputs * Outputs)
{
    /// <summary>A row alone, and layers of the networks that the other benchmarks train.</summary>
    public static IEnumerable<ProductSize> All { get; } =
        [new(1, 784, 128), new(64, 784, 128), new(64, 128, 64), new(128, 784, 512), new(256, 1_024, 1_024)];
}
