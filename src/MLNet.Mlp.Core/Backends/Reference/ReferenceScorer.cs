using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>Scoring by <see cref="ReferenceNetwork"/>, all rows at once.</summary>
internal sealed class ReferenceScorer(Network network) : IScorer
{
    private readonly Network _shape = network.Clone();
    private readonly ReferenceNetwork _network = new(network);

    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, features, scores);
        if (rowCount > 0) Score(ReferenceBatch.Of(features, _shape.InputSize), scores);
    }

    public void Score(SparseFeatures features, Span<float> scores)
    {
        ScorerShapes.Check(_shape, features, scores);
        if (features.RowCount > 0) Score(ReferenceBatch.Gather(features, RowOrder.InOrder(features.RowCount)), scores);
    }

    public void Score(
        ReadOnlySpan<int> rowStarts, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> scores)
    {
        var rowCount = ScorerShapes.RowCount(_shape, rowStarts, columns, values, scores);
        if (rowCount == 0) return;
        var x = Matrix<double>.Build.Dense(rowCount, _shape.InputSize);
        for (var row = 0; row < rowCount; row++)
            for (var i = rowStarts[row]; i < rowStarts[row + 1]; i++) x[row, columns[i]] = values[i];
        Score(x, scores);
    }

    private void Score(Matrix<double> x, Span<float> scores)
    {
        var outputs = Outputs(_network.Forward(x)[^1].Output);
        for (var i = 0; i < scores.Length; i++)
            scores[i] = (float)outputs[i / _shape.OutputSize, i % _shape.OutputSize];
    }

    private Matrix<double> Outputs(Matrix<double> logits) => _shape.Output switch
    {
        OutputActivation.Softmax => Matrix<double>.Build.DenseOfRowVectors(logits.EnumerateRows().Select(Softmax)),
        OutputActivation.Sigmoid => logits.Map(z => Activation.Sigmoid.Forward(z), Zeros.Include),
        _ => logits,
    };

    /// <summary>p_k = exp(z_k - m) / sum_j exp(z_j - m), with m the largest logit, which cancels but keeps exp in
    /// range.</summary>
    private static Vector<double> Softmax(Vector<double> logits)
    {
        var exp = (logits - logits.Maximum()).PointwiseExp();
        return exp / exp.Sum();
    }
}
