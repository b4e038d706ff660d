using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>What all phases of <see cref="FusedEngine{TRule}"/> work on, as the argument of its kernels: the rows and
/// the parameters, what becomes of a batch, and what the steps of a chunk have of their own. B is the batch size.
/// </summary>
internal struct FusedArguments<TRule> where TRule : unmanaged, IUpdateRule<GpuReal>
{
    /// <summary>The features of all rows.</summary>
    public MatrixView Features;

    /// <summary>Which row of the data each row of the chunk is.</summary>
    public ArrayView<int> Rows;

    public TargetsView Targets;

    /// <summary>The measures of the chunk's rows.</summary>
    public RowMeasures Measures;

    public FusedLayers Layers;

    public FusedPlan Plan;

    /// <summary>slices x B x units: what each slice of the inputs adds to the first layer's weighted sums.</summary>
    public ArrayView<float> Partials;

    /// <summary>For each hidden layer its outputs, and for each layer the gradient of its weighted sums, all B x units:
    /// see <see cref="FusedLayerView.OutputStart"/>.</summary>
    public ArrayView<float> Batch;

    /// <summary>For each step of the chunk the rules for weights and for biases.</summary>
    public ArrayView<UpdateStep<TRule>> Steps;

    /// <summary>For each step of the chunk the dropout of each layer.</summary>
    public ArrayView<DropoutKey> Keys;

    /// <summary>How often groups have come to a <see cref="GridBarrier"/>.</summary>
    public ArrayView<int> Arrivals;

    /// <summary>Rows of the chunk, of a batch, and batches of the chunk.</summary>
    public int RowCount, BatchSize, StepCount;

    /// <summary>The row of the chunk that is the first of a step's batch.</summary>
    public readonly int FirstRow(int step) => step * BatchSize;

    /// <summary>Rows of a step's batch: the last may be smaller.</summary>
    public readonly int BatchSizeOf(int step) => IntrinsicMath.Min(BatchSize, RowCount - step * BatchSize);
}

/// <summary>A layer as the fused kernels see it. Its rows in all buffers have 4 <see cref="Quads"/> floats, those
/// beyond its units being 0.</summary>
internal struct FusedLayerView
{
    public ParameterView Weights, Biases;

    /// <summary>Inputs, and weighted sums, which are the units.</summary>
    public int InputSize, UnitCount;

    /// <summary>The units in fours, rounded up.</summary>
    public int Quads;

    /// <summary>Where <see cref="FusedArguments{TRule}.Batch"/> has the outputs and the gradients of the
    /// batch.</summary>
    public int OutputStart, GradientStart;

    /// <summary>Where a group keeps what it knows of its row in the layer: the outputs, which give way to the gradient
    /// of the weighted sums; in hidden layers then the weighted sums and the activations.</summary>
    public int RowStart;

    /// <summary>Floats of a row.</summary>
    public readonly int Stride => 4 * Quads;
}

/// <summary>The layers of a network, as many as there are; a kernel cannot have an array of views.</summary>
internal struct FusedLayers
{
    /// <summary>The most layers that have weights.</summary>
    public const int Most = 4;

    public FusedLayerView Layer0, Layer1, Layer2, Layer3;

    public int Count;

    public readonly FusedLayerView Get(int layer) => layer switch
    {
        0 => Layer0,
        1 => Layer1,
        2 => Layer2,
        _ => Layer3,
    };

    public void Set(int layer, FusedLayerView view)
    {
        switch (layer)
        {
            case 0: Layer0 = view; break;
            case 1: Layer1 = view; break;
            case 2: Layer2 = view; break;
            default: Layer3 = view; break;
        }
    }
}
