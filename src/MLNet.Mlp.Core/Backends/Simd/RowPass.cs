namespace MLNet.Mlp.Backends;

/// <summary>What is computed row by row: the batch forward through all layers, the loss, and the gradient back to every
/// layer's dZ. Each thread owns some rows of the batch, but for the products with large weights, of which it owns some
/// panels: so on the way forward it finds most of the weights in its own cache, where <see cref="UpdatePass"/> left
/// them. (Their transpose was written by all threads.) It is a list of phases after each of which all threads
/// meet.</summary>
internal sealed unsafe class RowPass(TrainableLayer[] layers, Objective objective, SimdBatch batch, int seed)
{
    public Workspace Workspace { get; private set; } = new(layers, 0);

    /// <summary>Makes room for the batch, on one thread.</summary>
    public void Reserve()
    {
        if (Workspace.BatchSize < batch.Size) Workspace = new Workspace(layers, batch.Size);
    }

    /// <summary>Pointers to the rows of the dense input of a layer.</summary>
    public float** InputOf(int l) => l == 0 ? batch.Features
        : batch.Training ? Workspace.Layers[l - 1].Outputs.RowPointers
        : Workspace.Layers[l - 1].Activations.RowPointers;

    /// <summary>The phases that measure a batch of sparse or dense rows.</summary>
    public Action<int>[] EvaluationPhases(bool sparse)
    {
        var plan = new Plan(batch);
        for (var l = 0; l < layers.Length; l++)
        {
            var layer = l;
            AddSums(plan, layer, sparse);
            plan.ByRows((start, end) => Activate(layer, start, end));
        }
        plan.ByRows(MeasureRows);
        return plan.Phases();
    }

    /// <summary>The phases that measure a batch of sparse or dense rows and compute the gradients back to every dZ.
    /// </summary>
    public Action<int>[] TrainingPhases(bool sparse)
    {
        var plan = new Plan(batch);
        for (var l = 0; l < layers.Length; l++)
        {
            var layer = l;
            AddSums(plan, layer, sparse);
            if (layers[layer].Normalization is { } normalization)
                plan.ByColumns(layers[layer].Packed.SumCount, (start, end) =>
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
                plan.ByColumns(layers[layer].Packed.SumCount, (start, end) => normalization.SumGradients(
                    Workspace.Layers[layer].dSums, Workspace.Layers[layer].Sums, batch.Size, start, end));
                plan.ByRows((start, end) => Denormalize(layer, normalization, start, end));
            }
            if (layer > 0) AddInputGradient(plan, layer);
        }
        return plan.Phases();
    }

    /// <summary>From the input to Z.</summary>
    private void AddSums(Plan plan, int l, bool sparse)
    {
        var packed = layers[l].Packed;
        PaddedMatrix Sums() => Workspace.Layers[l].Sums;
        if (l == 0 && sparse)
            plan.ByRows((start, end) =>
            {
                for (var row = start; row < end; row++)
                    packed.ComputeSums(batch.Sparse![batch.Row(row)], Sums().Row(row));
            });
        else if (layers[l].IsLarge)
            plan.ByPanels(packed.SumCount, (panel, start, end) =>
                packed.ComputeSums(InputOf(l) + start, Sums().Row(start), end - start, panel));
        else
            plan.ByRows((start, end) => packed.ComputeSums(InputOf(l) + start, Sums().Row(start), end - start));
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
    private void AddInputGradient(Plan plan, int l)
    {
        var layer = layers[l];
        float** DSums() => Workspace.Layers[l].dSums.RowPointers;
        PaddedMatrix DInput() => Workspace.Layers[l - 1].dOutputs;
        if (layer.IsLarge)
            plan.ByPanels(layer.Packed.InputSize, (panel, start, end) =>
                layer.InputGradient(DSums(), DInput(), panel, start, end));
        else plan.ByRows((start, end) => layer.InputGradient(DSums(), DInput(), start, end));
    }

    private Dropout DropoutOf(int l, int row) => new(seed, l, batch.Step.Number, row);
}
