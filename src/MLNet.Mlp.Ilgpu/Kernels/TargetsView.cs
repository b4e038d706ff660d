using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Targets and weights of all rows, as an argument of a kernel: labels, or a matrix of numbers.</summary>
/// <param name="labels">The class of each row; empty where the targets are numbers.</param>
/// <param name="numbers">The targets of each row, where they are numbers.</param>
/// <param name="rowWeights">The weight of each row; empty where all are 1.</param>
/// <param name="classWeights">What the rows of each class, or the outputs of each label, are multiplied by; empty where
/// all are 1.</param>
internal readonly struct TargetsView(
    ArrayView<int> labels, MatrixView numbers, ArrayView<float> rowWeights, ArrayView<float> classWeights)
{
    public readonly ArrayView<int> Labels = labels;
    public readonly MatrixView Numbers = numbers;
    public readonly ArrayView<float> RowWeights = rowWeights, ClassWeights = classWeights;

    /// <summary>The target of one output.</summary>
    public float Target(int row, int output, int outputSize)
    {
        if (Labels.Length == 0) return Numbers.Values[Numbers.Row(row) + output];
        var label = Labels[row];
        return outputSize == 1 ? label : label == output ? 1f : 0f;
    }

    public float RowWeight(int row) => RowWeights.Length > 0 ? RowWeights[row] : 1f;
}
