namespace MLNet.Mlp.Backends;

/// <summary>Memory of one thread in the <see cref="UpdatePass"/>, small enough to stay in its caches.</summary>
/// <param name="batchSize">Room for so many rows of a panel of dZ.</param>
internal sealed unsafe class UpdateScratch(int batchSize)
{
    /// <summary>Inputs whose gradients are summed before the optimizer's step is taken for them: whole tiles, and
    /// 12 KiB of a panel, which are still in the first-level cache then.</summary>
    public const int BlockInputs = 48;

    private readonly AlignedBuffer _dZ = new((long)batchSize * PanelMatrix.PanelColumns);
    private readonly AlignedBuffer _dWeights = new(BlockInputs * PanelMatrix.PanelColumns);

    /// <summary>Room for the gradients of some inputs in a panel of this width.</summary>
    public Span<float> Gradients(int inputCount, int width) => _dWeights.Span[..(inputCount * width)];

    /// <summary>Copies a panel of dZ, so that its rows lie one after the other and not far apart: it is read once for
    /// each tile of the gradient.</summary>
    public float* Pack(PaddedMatrix dZ, int rowCount, int panel, int width)
    {
        for (var row = 0; row < rowCount; row++)
            new Span<float>(dZ.Row(row) + panel * PanelMatrix.PanelColumns, width)
                .CopyTo(new Span<float>(_dZ.Pointer + (nint)row * width, width));
        return _dZ.Pointer;
    }
}
