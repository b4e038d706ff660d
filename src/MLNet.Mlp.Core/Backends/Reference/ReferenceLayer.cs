using MathNet.Numerics.LinearAlgebra;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>
/// A layer as matrices. With B rows in the batch, the input is X: B x inputSize, and the layer has W: sumCount x
/// inputSize and b: sumCount. Gradients of the batch's mean loss L carry a d: dZ = dL/dZ.
/// <code>
/// Z = X W^T                                        the weighted sums
/// N = (Z - mean) / sqrt(variance + epsilon)        with batch normalization; mean and variance of each column
/// Y = Z + b, or scale N + b
/// A = f(Y)
/// O = A with some columns of each row left out     with dropout, in training
/// </code>
/// </summary>
internal sealed class ReferenceLayer
{
    private readonly DenseLayer _shape;

    public ReferenceLayer(DenseLayer layer)
    {
        _shape = layer;
        Weights = Matrix<double>.Build.Dense(
            layer.SumCount, layer.InputSize, (sum, input) => layer.Weights[sum * layer.InputSize + input]);
        Biases = ToVector(layer.Biases);
        if (layer.Normalization is not { } n) return;
        Scale = ToVector(n.Scale);
        (RunningMean, RunningVariance) = (ToVector(n.RunningMean), ToVector(n.RunningVariance));
    }

    public Matrix<double> Weights { get; }

    public Vector<double> Biases { get; }

    public Vector<double>? Scale { get; }

    public Vector<double>? RunningMean { get; }

    public Vector<double>? RunningVariance { get; }

    /// <summary>The layer's outputs, and all that the way back needs.</summary>
    /// <param name="input">X.</param>
    /// <param name="training">Whether batch normalization takes the statistics of the batch, not the running ones.
    /// </param>
    /// <param name="dropout">The random numbers of a row, or null to leave nothing out.</param>
    public LayerPass Forward(Matrix<double> input, bool training, Func<int, Dropout>? dropout)
    {
        var sums = input.TransposeAndMultiply(Weights);
        Matrix<double>? standardized = null;
        Vector<double>? means = null, variances = null, deviations = null;
        if (Scale is not null)
        {
            (means, variances) = training ? Statistics(sums) : (RunningMean!, RunningVariance!);
            deviations = variances.Map(variance => Math.Sqrt(variance + _shape.Normalization!.Epsilon));
            standardized = sums.MapIndexed((_, j, z) => (z - means[j]) / deviations[j], Zeros.Include);
        }
        var preactivations = standardized is null
            ? sums.MapIndexed((_, j, z) => z + Biases[j], Zeros.Include)
            : standardized.MapIndexed((_, j, n) => Scale![j] * n + Biases[j], Zeros.Include);
        var activations = Activate(preactivations);
        return new LayerPass(input, standardized, means, variances, deviations, preactivations, activations,
            dropout is null || _shape.Dropout == 0 ? activations : LeaveOut(activations, dropout));
    }

    /// <summary>
    /// The gradients by back-propagation (Rumelhart, Hinton and Williams, 1986), from dO:
    /// <code>
    /// dA = dO with the same columns left out
    /// dY = dA f'(Y, A), element by element
    /// db = sum of the rows of dY
    /// dZ = dY, or with batch normalization, where mean is over the rows,
    ///      dscale = sum of the rows of dY N
    ///      dZ     = scale (dY - mean(dY) - N mean(dY N)) / sqrt(variance + epsilon)
    /// dW = dZ^T X,   dX = dZ W
    /// </code>
    /// </summary>
    public LayerGradients Backward(LayerPass pass, Matrix<double> dOutput, Func<int, Dropout>? dropout)
    {
        var dActivations = dropout is null || _shape.Dropout == 0 ? dOutput : LeaveOut(dOutput, dropout);
        var dY = Deactivate(pass, dActivations);
        var dBiases = dY.ColumnSums();
        Vector<double>? dScale = null;
        var dZ = dY;
        if (pass.Standardized is { } n)
        {
            double batchSize = dY.RowCount;
            var dScales = dScale = dY.PointwiseMultiply(n).ColumnSums();
            dZ = dY.MapIndexed((i, j, d) =>
                Scale![j] * (d - dBiases[j] / batchSize - n[i, j] * dScales[j] / batchSize) / pass.Deviations![j],
                Zeros.Include);
        }
        return new LayerGradients(dZ.TransposeThisAndMultiply(pass.Input), dBiases, dScale, dZ * Weights);
    }

    /// <summary>Moves the running statistics of batch normalization towards those of a batch.</summary>
    public void UpdateRunningStatistics(LayerPass pass)
    {
        var batchSize = pass.Input.RowCount;
        if (RunningMean is null || batchSize == 1) return;
        double momentum = _shape.Normalization!.Momentum, unbiased = batchSize / (batchSize - 1.0);
        RunningMean.MapIndexedInplace((j, r) => (1 - momentum) * r + momentum * pass.Means![j], Zeros.Include);
        RunningVariance!.MapIndexedInplace(
            (j, r) => (1 - momentum) * r + momentum * unbiased * pass.Variances![j], Zeros.Include);
    }

    /// <summary>All numbers that <see cref="CopyTo"/> writes.</summary>
    public IEnumerable<double> Parameters() => Weights.Enumerate().Concat(
        new[] { Biases, Scale, RunningMean, RunningVariance }.SelectMany(vector => vector?.Enumerate() ?? []));

    public void CopyTo(DenseLayer layer)
    {
        for (var sum = 0; sum < layer.SumCount; sum++)
            for (var input = 0; input < layer.InputSize; input++)
                layer.Weights[sum * layer.InputSize + input] = (float)Weights[sum, input];
        Copy(Biases, layer.Biases);
        if (layer.Normalization is not { } n) return;
        Copy(Scale!, n.Scale);
        Copy(RunningMean!, n.RunningMean);
        Copy(RunningVariance!, n.RunningVariance);
    }

    private static (Vector<double> Means, Vector<double> Variances) Statistics(Matrix<double> sums)
    {
        var means = sums.ColumnSums() / sums.RowCount;
        var squares = sums.MapIndexed((_, j, z) => (z - means[j]) * (z - means[j]), Zeros.Include);
        return (means, squares.ColumnSums() / sums.RowCount);
    }

    /// <summary>A = f(Y): element by element, or for maxout the largest of the unit's pieces.</summary>
    private Matrix<double> Activate(Matrix<double> y) => _shape.Activation == Activation.Maxout
        ? Matrix<double>.Build.Dense(y.RowCount, _shape.OutputSize, (i, unit) => y[i, LargestPiece(y, i, unit)])
        : y.Map(z => _shape.Activation.Forward(z), Zeros.Include);

    /// <summary>dY = dA f'(Y, A): element by element, or for maxout all to the largest of the unit's pieces.</summary>
    private Matrix<double> Deactivate(LayerPass pass, Matrix<double> dActivations)
    {
        var y = pass.Preactivations;
        if (_shape.Activation != Activation.Maxout)
            return dActivations.PointwiseMultiply(
                y.Map2((z, a) => _shape.Activation.Derivative(z, a), pass.Activations, Zeros.Include));
        return Matrix<double>.Build.Dense(y.RowCount, _shape.SumCount, (i, sum) =>
        {
            var unit = sum % _shape.OutputSize;
            return LargestPiece(y, i, unit) == sum ? dActivations[i, unit] : 0;
        });
    }

    /// <summary>The first largest weighted sum of a unit, or the first that is NaN, which must not stay
    /// unseen.</summary>
    private int LargestPiece(Matrix<double> y, int row, int unit)
    {
        var largest = unit;
        for (var sum = unit + _shape.OutputSize; sum < _shape.SumCount; sum += _shape.OutputSize)
        {
            if (double.IsNaN(y[row, largest])) break;
            if (!(y[row, sum] <= y[row, largest])) largest = sum;
        }
        return largest;
    }

    private Matrix<double> LeaveOut(Matrix<double> values, Func<int, Dropout> dropout)
    {
        var rows = values.ToRowArrays();
        for (var row = 0; row < rows.Length; row++) dropout(row).Apply(rows[row], _shape.Dropout);
        return Matrix<double>.Build.DenseOfRowArrays(rows);
    }

    private static Vector<double> ToVector(float[] values) =>
        Vector<double>.Build.Dense(values.Length, i => values[i]);

    private static void Copy(Vector<double> source, float[] destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = (float)source[i];
    }
}

/// <summary>What became of a batch in a layer: see <see cref="ReferenceLayer"/>.</summary>
/// <param name="Input">X.</param>
/// <param name="Standardized">N, where the layer is normalized.</param>
/// <param name="Means">The means that N was made with.</param>
/// <param name="Variances">The variances that N was made with.</param>
/// <param name="Deviations">sqrt(variance + epsilon).</param>
/// <param name="Preactivations">Y.</param>
/// <param name="Activations">A.</param>
/// <param name="Output">O.</param>
internal sealed record LayerPass(
    Matrix<double> Input, Matrix<double>? Standardized, Vector<double>? Means, Vector<double>? Variances,
    Vector<double>? Deviations, Matrix<double> Preactivations, Matrix<double> Activations, Matrix<double> Output);

/// <summary>The gradients of a batch's mean loss with respect to a layer's parameters and its input.</summary>
internal sealed record LayerGradients(
    Matrix<double> Weights, Vector<double> Biases, Vector<double>? Scale, Matrix<double> Input);
