using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Persistence.Onnx;

/// <summary>The nodes of each activation. The formulas are those of <see cref="IActivation"/>, with an operator of ONNX
/// in place of a formula where there is one. None of them gives NaN for large z, as long as the runtime's own operators
/// do not.</summary>
internal static class OnnxActivation
{
    /// <summary>Adds a = f(z); not for <see cref="Activation.Maxout"/>, which takes several sums.</summary>
    /// <param name="graph">Where to add.</param>
    /// <param name="activation">The function f.</param>
    /// <param name="layer">What the names of the nodes start with.</param>
    /// <param name="z">The name of the weighted sums.</param>
    /// <returns>The name of the output.</returns>
    public static string Add(IOnnxGraph graph, Activation activation, string layer, string z)
    {
        string Apply(string operatorType, string input, params OnnxAttribute[] attributes) =>
            graph.AddNode(operatorType, NameOf(layer, operatorType), [input], attributes);
        string Multiply(string a, string b) => graph.AddNode("Mul", NameOf(layer, "Mul"), [a, b]);
        string Scale(string input, double by) => Multiply(input, Constant(by));
        string Sum(string a, string b) => graph.AddNode("Add", NameOf(layer, "Add"), [a, b]);
        string Shift(string input, double by) => Sum(input, Constant(by));
        string Constant(double value) => graph.AddConstant($"{layer}.constant", value);

        string HardSigmoid() => Apply("HardSigmoid", z,
            new OnnxAttribute.Real("alpha", 1 / 6f), new OnnxAttribute.Real("beta", 0.5f));

        // z sigmoid(2u). Where z² overflows, the sigmoid is 0 or 1, as it should be.
        string GELUTanh()
        {
            const double c = 2 * Activations.GELUTanh.C;
            var twiceU = Multiply(z, Shift(Scale(Multiply(z, z), c * Activations.GELUTanh.Cubic), c));
            return Multiply(z, Apply("Sigmoid", twiceU));
        }

        // max(z, 0) + log(1 + exp(-|z|)). The operator alone would do in ONNX Runtime, but others, as OpenCV, compute
        // it as log(1 + exp(z)), which overflows.
        string Softplus() => Sum(Apply("Relu", z), Apply("Softplus", Apply("Neg", Apply("Abs", z))));

        return activation switch
        {
            Activation.Identity => z,
            Activation.ReLU => Apply("Relu", z),
            Activation.LeakyReLU => Apply("LeakyRelu", z, new OnnxAttribute.Real("alpha", (float)LeakyReLU.Slope)),
            Activation.ELU => Apply("Elu", z),
            Activation.Sigmoid => Apply("Sigmoid", z),
            Activation.Tanh => Apply("Tanh", z),
            Activation.SiLU => Multiply(z, Apply("Sigmoid", z)),
            Activation.GELU => Multiply(Scale(z, 0.5), Shift(Apply("Erf", Scale(z, GELU.InverseSqrt2)), 1)),
            Activation.GELUTanh => GELUTanh(),
            Activation.Softplus => Softplus(),
            Activation.HardSigmoid => HardSigmoid(),
            Activation.HardSwish => Multiply(z, HardSigmoid()),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
    }

    private static string NameOf(string layer, string operatorType) => $"{layer}.{operatorType.ToLowerInvariant()}";
}
