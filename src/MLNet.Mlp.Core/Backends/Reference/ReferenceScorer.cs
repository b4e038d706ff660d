using MathNet.Numerics.LinearAlgebra;

namespace MLNet.Mlp.Backends;

internal sealed class ReferenceScorer(Network network) : IScorer
{
    private readonly ReferenceNetwork _network = new(network);

    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(network, features, scores);
        if (rowCount == 0) return;
        var x = Matrix<double>.Build.Dense(rowCount, network.InputSize);
        for (var i = 0; i < features.Length; i++) x[i / network.InputSize, i % network.InputSize] = features[i];
        var probabilities = SoftmaxCrossEntropy.Softmax(_network.Forward(x)[^1]);
        for (var i = 0; i < scores.Length; i++)
            scores[i] = (float)probabilities[i / network.ClassCount, i % network.ClassCount];
    }
}
