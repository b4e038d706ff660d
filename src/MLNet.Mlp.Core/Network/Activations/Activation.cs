namespace MLNet.Mlp;

/// <summary>The function that a hidden layer applies to each of its weighted sums z, giving the unit's output a. A
/// saved network names it in lower case.</summary>
public enum Activation
{
    /// <summary>a = max(0, z). Its derivative at 0 is taken as 0 (Nair and Hinton, 2010).</summary>
    ReLU,

    /// <summary>a = 1 / (1 + exp(-z)), between 0 and 1.</summary>
    Sigmoid,

    /// <summary>a = tanh(z), between -1 and 1.</summary>
    Tanh,

    /// <summary>a = z. A network with only such layers is a linear model.</summary>
    Identity,

    /// <summary>a = z above 0, else 0.01 z (Maas, Hannun and Ng, 2013).</summary>
    LeakyReLU,

    /// <summary>a = z above 0, else exp(z) - 1 (Clevert, Unterthiner and Hochreiter, 2016, with alpha = 1).</summary>
    ELU,

    /// <summary>a = z sigmoid(z), also known as swish (Hendrycks and Gimpel, 2016; Elfwing, Uchibe and Doya, 2017).
    /// </summary>
    SiLU,

    /// <summary>a = z Φ(z), with Φ the distribution function of the standard normal (Hendrycks and Gimpel, 2016).
    /// </summary>
    GELU,

    /// <summary>The approximation of <see cref="GELU"/> by tanh, off by up to 0.0005, that GPT-2 and others use.
    /// </summary>
    GELUTanh,

    /// <summary>a = log(1 + exp(z)), a smooth ReLU (Dugas and others, 2001).</summary>
    Softplus,

    /// <summary>a = z / 6 + 1/2, cut off at 0 and 1: a sigmoid of straight lines (Howard and others, 2019).</summary>
    HardSigmoid,

    /// <summary>a = z hardSigmoid(z) (Howard and others, 2019).</summary>
    HardSwish,

    /// <summary>a = max over p of z_p, the largest of the unit's <see cref="DenseLayer.Pieces"/> weighted sums
    /// (Goodfellow and others, 2013). The gradient goes to the first of those that are largest.</summary>
    Maxout,
}
