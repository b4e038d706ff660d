namespace MLNet.Mlp;

/// <summary>A hidden layer of a network that is yet to be created.</summary>
/// <param name="Units">Number of units, at least 1.</param>
/// <param name="Activation">The function that the units apply to their weighted sums.</param>
public sealed record HiddenLayer(int Units, Activation Activation = Activation.ReLU)
{
    /// <summary>Weighted sums of each unit of a <see cref="Activation.Maxout"/> layer, the largest of which is its
    /// output; at least 2. Not used with other activations. Default 2.</summary>
    public int MaxoutPieces { get; init; } = 2;

    /// <summary>The fraction of the units that each step of training leaves out, at random; in [0, 1). Default 0. See
    /// <see cref="DenseLayer.Dropout"/>.</summary>
    public float Dropout { get; init; }

    /// <summary>Whether the weighted sums are normalized over each batch. Default false.</summary>
    public bool BatchNormalization { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <param name="name">What to call the layer in the message.</param>
    internal void Validate(string name)
    {
        Require.AtLeast($"{name}.{nameof(Units)}", Units, 1);
        Require.Defined($"{name}.{nameof(Activation)}", Activation);
        if (Activation == Activation.Maxout) Require.AtLeast($"{name}.{nameof(MaxoutPieces)}", MaxoutPieces, 2);
        Require.Fraction($"{name}.{nameof(Dropout)}", Dropout);
    }

    /// <summary>The layer with all parameters zero.</summary>
    internal DenseLayer Create(int inputSize)
    {
        var pieces = Activation == Activation.Maxout ? MaxoutPieces : 1;
        return new DenseLayer(inputSize, Units, Activation, pieces)
        {
            Dropout = Dropout,
            Normalization = BatchNormalization ? new BatchNormalization(Units * pieces) : null,
        };
    }
}
