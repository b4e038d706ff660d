namespace MLNet.Mlp.Backends;

/// <summary>What becomes of a batch in a layer, on the device. A matrix that the layer does not need has no values.
/// </summary>
internal sealed class GpuLayerWorkspace : IDisposable
{
    private readonly List<DeviceMatrix> _matrices = [];

    /// <param name="gpu">Where.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="isLast">Whether its outputs are the logits, which the loss turns into their gradient in place.
    /// </param>
    /// <param name="keepsPreactivations">Whether Y is wanted.</param>
    /// <param name="capacity">Rows of all matrices, at least those of a batch.</param>
    public GpuLayerWorkspace(Gpu gpu, DenseLayer layer, bool isLast, bool keepsPreactivations, int capacity)
    {
        MatrixView New(int columnCount)
        {
            var matrix = new DeviceMatrix(gpu, capacity, columnCount);
            _matrices.Add(matrix);
            return matrix.View;
        }

        Capacity = capacity;
        if (layer.Normalization is not null) (Sums, Standardized) = (New(layer.SumCount), New(layer.SumCount));
        if (keepsPreactivations) Preactivations = New(layer.SumCount);
        Activations = New(layer.OutputSize);
        Output = layer.Dropout > 0 ? New(layer.OutputSize) : Activations;
        if (layer.Normalization is not null || layer.Activation == Activation.Maxout) dOutput = New(layer.OutputSize);
        dSums = isLast ? Activations : New(layer.SumCount);
    }

    /// <summary>Rows of all matrices.</summary>
    public int Capacity { get; }

    /// <summary>Z, where the layer is normalized.</summary>
    public MatrixView Sums { get; }

    /// <summary>N, where the layer is normalized.</summary>
    public MatrixView Standardized { get; }

    /// <summary>Y, where the way back needs it.</summary>
    public MatrixView Preactivations { get; }

    /// <summary>A.</summary>
    public MatrixView Activations { get; }

    /// <summary>O: without dropout, A.</summary>
    public MatrixView Output { get; }

    /// <summary>dO, where dZ does not follow from it element by element.</summary>
    public MatrixView dOutput { get; }

    /// <summary>dZ.</summary>
    public MatrixView dSums { get; }

    public void Dispose()
    {
        foreach (var matrix in _matrices) matrix.Dispose();
    }
}
