namespace MLNet.Mlp;

/// <summary>A fully connected layer: a = f(z) with the weighted sums z = W x + b, which may be normalized in between.
/// </summary>
public sealed class DenseLayer
{
    /// <summary>Creates a layer whose weights and biases are all zero.</summary>
    /// <param name="inputSize">Number of inputs (fan-in), at least 1.</param>
    /// <param name="outputSize">Number of units (fan-out), at least 1.</param>
    /// <param name="activation">The function f.</param>
    /// <param name="pieces">Weighted sums of each unit: at least 2 for <see cref="Activation.Maxout"/>, else 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the layer would have more weights than an
    /// array can hold.</exception>
    public DenseLayer(int inputSize, int outputSize, Activation activation, int pieces = 1)
    {
        Require.AtLeast(nameof(inputSize), inputSize, 1);
        Require.AtLeast(nameof(outputSize), outputSize, 1);
        Require.Defined(nameof(activation), activation);
        if (activation == Activation.Maxout) Require.AtLeast(nameof(pieces), pieces, 2);
        else if (pieces != 1) Require.Throw(nameof(pieces), $"1 for the activation {activation}", pieces);
        var weightCount = (Int128)inputSize * outputSize * pieces;
        if (weightCount > Array.MaxLength)
            Require.Throw("inputSize x outputSize x pieces", $"at most {Array.MaxLength}", weightCount);

        InputSize = inputSize;
        OutputSize = outputSize;
        Activation = activation;
        Pieces = pieces;
        Weights = new float[inputSize * SumCount];
        Biases = new float[SumCount];
    }

    /// <summary>Number of inputs (fan-in).</summary>
    public int InputSize { get; }

    /// <summary>Number of units (fan-out).</summary>
    public int OutputSize { get; }

    /// <summary>The function applied to the weighted sums.</summary>
    public Activation Activation { get; }

    /// <summary>Weighted sums of each unit: 1 for all activations but <see cref="Activation.Maxout"/>.</summary>
    public int Pieces { get; }

    /// <summary>Number of weighted sums: <see cref="OutputSize"/> x <see cref="Pieces"/>. First come the first pieces
    /// of all units, then their second pieces, and so on.</summary>
    public int SumCount => OutputSize * Pieces;

    /// <summary>The weights W, <see cref="SumCount"/> x inputSize in row-major order: one row for each weighted sum, as
    /// in <c>torch.nn.Linear</c>.</summary>
    public float[] Weights { get; }

    /// <summary>The biases b, one for each weighted sum.</summary>
    public float[] Biases { get; }

    /// <summary>The normalization of the weighted sums, or null for none. Default null.</summary>
    public BatchNormalization? Normalization { get; init; }

    /// <summary>The fraction of the units that each step of training sets to 0, at random; the others are divided by
    /// 1 - dropout, so that scoring needs no correction (Srivastava and others, 2014; this is the inverted form). In
    /// [0, 1). Default 0.</summary>
    public float Dropout
    {
        get;
        init
        {
            Require.Fraction(nameof(Dropout), value);
            field = value;
        }
    }

    /// <summary>Number of weights, biases and scales.</summary>
    public long ParameterCount => (long)Weights.Length + Biases.Length + (Normalization?.Scale.Length ?? 0);

    internal DenseLayer Clone()
    {
        var clone = CloneShape();
        CopyParametersTo(clone);
        return clone;
    }

    /// <summary>Writes all parameters and running statistics into a layer of the same shape.</summary>
    internal void CopyParametersTo(DenseLayer other)
    {
        Weights.CopyTo(other.Weights.AsSpan());
        Biases.CopyTo(other.Biases.AsSpan());
        Normalization?.CopyTo(other.Normalization!);
    }

    internal DenseLayer CloneShape() => new(InputSize, OutputSize, Activation, Pieces)
    {
        Dropout = Dropout,
        Normalization = Normalization?.CloneShape(),
    };

    /// <summary>
    /// The layer that gives the same outputs in scoring and has neither normalization nor dropout. With
    /// r = scale / sqrt(runningVariance + epsilon) for each weighted sum,
    /// <code>
    /// W' = r W,   b' = b - r runningMean
    /// </code>
    /// </summary>
    internal DenseLayer Fold()
    {
        if (Normalization is not { } n) return FoldedBy(_ => 1, sum => Biases[sum]);
        double Factor(int sum) => n.Scale[sum] / Math.Sqrt((double)n.RunningVariance[sum] + n.Epsilon);
        return FoldedBy(Factor, sum => Biases[sum] - Factor(sum) * n.RunningMean[sum]);
    }

    private DenseLayer FoldedBy(Func<int, double> factor, Func<int, double> bias)
    {
        var folded = new DenseLayer(InputSize, OutputSize, Activation, Pieces);
        for (var sum = 0; sum < SumCount; sum++)
        {
            var scale = factor(sum);
            for (var i = sum * InputSize; i < (sum + 1) * InputSize; i++)
                folded.Weights[i] = (float)(scale * Weights[i]);
            folded.Biases[sum] = (float)bias(sum);
        }
        return folded;
    }
}
