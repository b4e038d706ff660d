namespace MLNet.Mlp;

/// <summary>A fully connected layer: a = f(W x + b).</summary>
public sealed class DenseLayer
{
    /// <summary>Creates a layer whose weights and biases are all zero.</summary>
    /// <param name="inputSize">Number of inputs (fan-in), at least 1.</param>
    /// <param name="outputSize">Number of units (fan-out), at least 1.</param>
    /// <param name="activation">The function f.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the layer would have more weights than an
    /// array can hold.</exception>
    public DenseLayer(int inputSize, int outputSize, Activation activation)
    {
        Require.AtLeast(nameof(inputSize), inputSize, 1);
        Require.AtLeast(nameof(outputSize), outputSize, 1);
        Require.Defined(nameof(activation), activation);
        if ((long)inputSize * outputSize > Array.MaxLength)
            Require.Throw("inputSize x outputSize", $"at most {Array.MaxLength}", (long)inputSize * outputSize);

        InputSize = inputSize;
        OutputSize = outputSize;
        Activation = activation;
        Weights = new float[inputSize * outputSize];
        Biases = new float[outputSize];
    }

    /// <summary>Number of inputs (fan-in).</summary>
    public int InputSize { get; }

    /// <summary>Number of units (fan-out).</summary>
    public int OutputSize { get; }

    /// <summary>The function applied to W x + b.</summary>
    public Activation Activation { get; }

    /// <summary>The weights W, outputSize x inputSize in row-major order: one row for each unit, as in
    /// <c>torch.nn.Linear</c>.</summary>
    public float[] Weights { get; }

    /// <summary>The biases b, one for each unit.</summary>
    public float[] Biases { get; }

    internal void CopyFrom(DenseLayer other)
    {
        other.Weights.CopyTo(Weights.AsSpan());
        other.Biases.CopyTo(Biases.AsSpan());
    }
}
