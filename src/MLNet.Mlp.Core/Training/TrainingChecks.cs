using System.Numerics.Tensors;

namespace MLNet.Mlp;

/// <summary>Refuses rows that cannot be trained on or measured on, before any time is spent on them.</summary>
internal static class TrainingChecks
{
    /// <param name="network">The network to train.</param>
    /// <param name="options">The hyperparameters.</param>
    /// <param name="data">Rows to train on or to measure on.</param>
    /// <param name="set">What they are called: "training".</param>
    /// <param name="parameter">The parameter they came by.</param>
    /// <exception cref="ArgumentException">The rows do not fit; the message says how.</exception>
    public static void CheckRows(
        Network network, TrainingOptions options, LabeledRows data, string set, string parameter)
    {
        ArgumentNullException.ThrowIfNull(data, parameter);
        if (data.RowCount == 0)
            throw new ArgumentException($"The {set} set must have at least one row; got none.", parameter);
        CheckKind(network, options, data, set, parameter);
        if (data.Targets.RowCount != data.RowCount)
            throw new ArgumentException(
                $"The {set} set must have a target for each row; got {data.RowCount} rows of features but " +
                $"{data.Targets.RowCount} targets.", parameter);
        if (data.Weights.Length != 0 && data.Weights.Length != data.RowCount)
            throw new ArgumentException(
                $"The {set} set must have a weight for each row, or none; got {data.RowCount} rows but " +
                $"{data.Weights.Length} weights.", parameter);
        CheckTargets(data, 0, set, parameter);
        CheckWeightSum(data.Weights.Length == 0 ? data.RowCount : TensorPrimitives.Sum(data.Weights), set, parameter);
    }

    /// <summary>Checks what can be told without looking at a row.</summary>
    public static void CheckKind(
        Network network, TrainingOptions options, LabeledRows data, string set, string parameter)
    {
        if (data.Features.ColumnCount != network.InputSize || !data.Targets.Fits(network.OutputSize))
            throw new ArgumentException(
                $"The network takes {network.InputSize} features and gives {network.OutputSize} outputs but the " +
                $"{set} set has {data.Features.ColumnCount} features and {data.Targets.Description}.", parameter);
        if (options.MaxNorm is not null && data.Features is SparseFeatures)
            throw new ArgumentException(
                $"{nameof(TrainingOptions.MaxNorm)} is not for sparse features, as it would cost time for every " +
                $"weight; the {set} set is sparse. Try dense features, or the optimizer's " +
                $"{nameof(Optimizer.WeightDecay)}.",
                parameter);
    }

    /// <param name="data">The rows.</param>
    /// <param name="first">The number of the first, from 0.</param>
    /// <param name="set">What they are called: "training".</param>
    /// <param name="parameter">The parameter they came by.</param>
    public static void CheckTargets(LabeledRows data, long first, string set, string parameter)
    {
        if (data.Targets is not TargetMatrix targets) return;
        for (var row = 0; row < targets.RowCount; row++)
        {
            if (TensorPrimitives.IsFiniteAll(targets[row])) continue;
            var bad = targets[row].ToArray().First(target => !float.IsFinite(target));
            throw new ArgumentException(FormattableString.Invariant(
                $"The targets of the {set} set must be finite; got {bad} in row {first + row}, counted from 0."),
                parameter);
        }
    }

    /// <summary>Weights that are all zero have no mean loss.</summary>
    public static void CheckWeightSum(double weightSum, string set, string parameter)
    {
        if (weightSum == 0)
            throw new ArgumentException(
                $"The weights of the {set} set, those of rows times those of classes, must not all be zero.",
                parameter);
    }
}
