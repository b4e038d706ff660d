namespace MLNet.Mlp;

/// <summary>How exact the products of matrices in training are on a GPU. Weights, gradients, sums and the optimizer's
/// state are 32-bit floats in all cases. The precisions below <see cref="Full"/> round what is multiplied, so that the
/// tensor cores of NVIDIA GPUs can multiply it, several times as fast, from compute capability 8.0 on (Ampere). Other
/// devices, and the CPU, compute with <see cref="Full"/> precision whatever is asked for.</summary>
public enum Precision
{
    /// <summary>Factors are 32-bit floats, of 24 significant bits: each is off by at most 2^-24 of its size, 6e-8.
    /// </summary>
    Full,

    /// <summary>Factors are rounded to TensorFloat-32, of 11 significant bits: each is off by at most 2^-11 of its
    /// size, 5e-4, and the product of two by 1e-3.</summary>
    TF32,

    /// <summary>Factors are rounded to bfloat16, of 8 significant bits: each is off by at most 2^-8 of its size, 4e-3,
    /// and the product of two by 8e-3.</summary>
    BF16,
}
