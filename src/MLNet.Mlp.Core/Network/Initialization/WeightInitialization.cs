namespace MLNet.Mlp;

/// <summary>How the weights of a layer are drawn before training. Biases always start at zero.</summary>
/// <remarks>fanIn is the layer's number of inputs, fanOut its number of outputs; the pieces of a maxout layer are drawn
/// like layers of their own. Those with a fixed scale take no account of the layer's size: they are there to compare
/// with and for small networks.</remarks>
public enum WeightInitialization
{
    /// <summary><see cref="Xavier"/> for layers with the sigmoid, hard sigmoid, tanh or identity, <see cref="He"/> for
    /// those with ReLU and its relatives, and <see cref="LeCunNormal"/> for maxout: the larger of two numbers that are
    /// normal with mean 0 has the same mean square as each, so that nothing need make up for a loss as with ReLU
    /// (Tseran and Montúfar, 2023).</summary>
    Default,

    /// <summary>Normal with mean 0 and variance 2 / fanIn, which keeps the scale of the signal through ReLU layers
    /// (He, Zhang, Ren and Sun, 2015, eq. 10).</summary>
    He,

    /// <summary>Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010, eq. 16).</summary>
    Xavier,

    /// <summary>Uniform in ±0.05, whatever the layer's size.</summary>
    Uniform,

    /// <summary>Normal with mean 0 and standard deviation 0.05, whatever the layer's size.</summary>
    Normal,

    /// <summary>All weights 0. The units of a hidden layer then stay alike for ever, so this is for networks without
    /// hidden layers, which lose nothing by it.</summary>
    Zeros,

    /// <summary>All weights 0.05, whatever the layer's size. The units of a hidden layer stay alike here too.</summary>
    Constant,

    /// <summary>Normal with mean 0 and standard deviation 0.05, drawn again while beyond ±0.1, two standard deviations;
    /// what remains has a standard deviation of 0.044.</summary>
    TruncatedNormal,

    /// <summary>Normal with mean 0 and variance 1 / fanIn (LeCun, Bottou, Orr and Müller, 1998, eq. 16).</summary>
    LeCunNormal,

    /// <summary>Uniform in ±sqrt(3 / fanIn), which has the variance of <see cref="LeCunNormal"/>.</summary>
    LeCunUniform,

    /// <summary>Normal with mean 0 and variance 2 / (fanIn + fanOut) (Glorot and Bengio, 2010, eq. 12).</summary>
    XavierNormal,

    /// <summary>Uniform in ±sqrt(6 / fanIn), which has the variance of <see cref="He"/>.</summary>
    HeUniform,

    /// <summary>A random matrix with orthonormal rows, or columns where there are fewer of them (Saxe, McClelland and
    /// Ganguli, 2014).</summary>
    Orthogonal,
}
