using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>What the loss says of each row, on the device: for row i of a chunk the weighted loss at 3 i, the weight at
/// 3 i + 1 and 1 or 0, for right or wrong, at 3 i + 2. The host adds them up in order, in double precision.</summary>
/// <param name="values">3 floats for each row.</param>
/// <param name="start">The row of the chunk that is the batch's first.</param>
internal readonly struct RowMeasures(ArrayView<float> values, int start)
{
    public readonly ArrayView<float> Values = values;
    public readonly int Start = start;

    public void Set(int rowInBatch, float loss, float weight, bool right)
    {
        var index = 3L * (Start + rowInBatch);
        Values[index] = loss;
        Values[index + 1] = weight;
        Values[index + 2] = right ? 1f : 0f;
    }
}
