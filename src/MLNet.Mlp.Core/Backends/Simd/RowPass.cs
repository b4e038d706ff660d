namespace MLNet.Mlp.Backends;

/// <summary>What is computed row by row: the batch forward through all layers, the loss, and the gradient back to every
/// layer's dZ. Each thread owns some rows of the batch. It is a list of phases after each of which all threads meet:
/// just one, unless batch normalization wants whole columns in between.</summary>
internal sealed unsafe class RowPass(TrainableLayer[] layers, Objective objective, SimdBatch batch, int seed)
{
    private readonly int _outputSize = layers[^1].Packed.OutputSize;

    public Workspace Workspace { get; private set; } = new(layers, 0);

    /// <summary>Makes room for the batch, on one thread.</summary>
    public void Reserve()
    {
        if (Workspace.BatchSize < batch.Size) Workspace = new Workspace(layers, batch.Size);
        if (batch.Sparse is null) Workspace.ReserveInput();
    }

    /// <summary>The input of a layer.</summary>
    public PaddedMatrix InputOf(int l) => l == 0 ? Workspace.Input
        : batch.Training ? Workspace.Layers[l - 1].Outputs
        : Workspace.Layers[l - 1].Activations;

    /// <summary>The phases that measure the batch.</summary>
    public Action<int>[] EvaluationPhases()
    {
        var plan = new Plan(batch);
        plan.ByRows(GatherInput);
        for (var l = 0; l < layers.Length; l++)
        {
            var layer = l;
            plan.ByRows((start, end) => ComputeSums(layer, start, end));
            plan.ByRows((start, end) => Activate(layer, start, end));
        }
        plan.ByRows(MeasureRows);
        return plan.Phases();
    }

    /// <summary>The phases that measure the batch and compute the gradients.</summary>
    public Action<int>[] TrainingPhases()
    {
        var plan = new Plan(batch);
        plan.ByRows(GatherInput);
        for (var l = 0; l < layers.Length; l++)
        {
            var layer = l;
            plan.ByRows((start, end) => ComputeSums(layer, start, end));
            if (layers[layer].Normalization is { } normalization)
                plan.ByColumns(layers[layer].Packed.SumStride, (start, end) =>
                    normalization.UseBatch(Workspace.Layers[layer].Sums, batch.Size, start, end));
            plan.ByRows((start, end) => Activate(layer, start, end));
        }
        plan.ByRows(MeasureRows);
        for (var l = layers.Length - 1; l >= 0; l--)
        {
            var layer = l;
            if (layer < layers.Length - 1) plan.ByRows((start, end) => Deactivate(layer, start, end));
            if (layers[layer].Normalization is { } normalization)
            {
                plan.ByColumns(layers[layer].Packed.SumStride, (start, end) => normalization.SumGradients(
                    Workspace.Layers[layer].dSums, Workspace.Layers[layer].Sums, batch.Size, start, end));
                plan.ByRows((start, end) => Denormalize(layer, normalization, start, end));
            }
            if (layer > 0) plan.ByRows((start, end) => ComputeInputGradient(layer, start, end));
        }
        return plan.Phases();
    }

    private void GatherInput(int start, int end)
    {
        if (batch.Sparse is not null) return;
        for (var row = start; row < end; row++)
            batch.Data.Features.CopyRowTo(batch.Row(row), Workspace.Input.Values(row));
    }

    private void ComputeSums(int l, int start, int end)
    {
        var (packed, sums) = (layers[l].Packed, Workspace.Layers[l].Sums);
        if (l == 0 && batch.Sparse is { } sparse)
        {
            for (var row = start; row < end; row++) packed.ComputeSums(sparse[batch.Row(row)], sums.Row(row));
            return;
        }
        var input = InputOf(l);
        packed.ComputeSums(input.Row(start), input.Stride, sums.Row(start), end - start);
    }

    /// <summary>From Z to O.</summary>
    private void Activate(int l, int start, int end)
    {
        var (layer, matrices) = (layers[l], Workspace.Layers[l]);
        if (layer.Normalization is { } normalization)
            for (var row = start; row < end; row++)
                normalization.Normalize(matrices.Sums.Row(row), matrices.Preactivations.Row(row));
        layer.Packed.Activate(matrices.Preactivations.Row(start), matrices.Activations.Row(start), end - start);
        if (layer.Dropout == 0 || !batch.Training) return;
        for (var row = start; row < end; row++)
        {
            matrices.Activations.Values(row).CopyTo(matrices.Outputs.Values(row));
            DropoutOf(l, row).Apply(matrices.Outputs.Values(row), layer.Dropout);
        }
    }

    private void MeasureRows(int start, int end)
    {
        for (var row = start; row < end; row++)
            Workspace.Measures.Set(row, objective.Measure(
                batch.Data, batch.Row(row), batch.Size, Workspace.Layers[^1].Activations.Values(row),
                Workspace.Targets.Values(row)));
    }

    /// <summary>From dO to dY.</summary>
    private void Deactivate(int l, int start, int end)
    {
        var (layer, matrices) = (layers[l], Workspace.Layers[l]);
        if (layer.Dropout > 0)
            for (var row = start; row < end; row++)
                DropoutOf(l, row).Apply(matrices.dOutputs.Values(row), layer.Dropout);
        layer.Packed.Deactivate(matrices.Preactivations.Row(start), matrices.Activations.Row(start),
            matrices.dOutputs.Row(start), matrices.dSums.Row(start), end - start);
    }

    /// <summary>From dY to dZ.</summary>
    private void Denormalize(int l, SimdNormalization normalization, int start, int end)
    {
        var matrices = Workspace.Layers[l];
        for (var row = start; row < end; row++)
            normalization.Denormalize(matrices.Sums.Row(row), matrices.dSums.Row(row));
    }

    /// <summary>From dZ to dO of the layer before.</summary>
    private void ComputeInputGradient(int l, int start, int end) => layers[l].InputGradient(
        Workspace.Layers[l].dSums.Row(start), Workspace.Layers[l - 1].dOutputs.Row(start), end - start);

    private Dropout DropoutOf(int l, int row) => new(seed, l, batch.Step.Number, row);
}
