using System.Globalization;

namespace MLNet.Mlp;

/// <summary>
/// How much each class counts: the loss of a row is multiplied by the weight of its class. With several sigmoid
/// outputs, whose labels do not exclude each other, the loss of an output is multiplied by the weight of its label
/// where the row has that label, as <c>pos_weight</c> of <c>torch.nn.BCEWithLogitsLoss</c> does.
/// </summary>
public sealed class ClassWeights
{
    private readonly float[]? _values;

    private ClassWeights(float[]? values) => _values = values;

    /// <summary>
    /// Weights by which all classes count alike, taken from the training rows: of n rows in K classes, n_k of them in
    /// class k and whatever weights of their own they have, a class gets
    /// <code>
    /// weight_k = n / (K n_k)
    /// </code>
    /// (King and Zeng, 2001), or for labels that do not exclude each other (n - n_k) / n_k. A class without rows gets
    /// 0.
    /// </summary>
    public static ClassWeights Balanced { get; } = new(null);

    /// <summary>These weights.</summary>
    /// <param name="values">One for each class, or label; each finite, zero or positive, and not all zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite, or all are zero.</exception>
    public static ClassWeights Of(params float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        for (var k = 0; k < values.Length; k++) Require.NonNegativeAndFinite($"{nameof(values)}[{k}]", values[k]);
        if (values.All(value => value == 0))
            Require.Throw(nameof(values), "above zero for at least one class", "only zeros");
        return new ClassWeights([.. values]);
    }

    /// <inheritdoc/>
    public override string ToString() => _values is null
        ? nameof(Balanced)
        : string.Join(", ", _values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    internal bool AreBalanced => _values is null;

    /// <summary>The weights, of which there must be <paramref name="classCount"/>.</summary>
    internal float[] Values(int classCount)
    {
        if (_values is null)
            throw new InvalidOperationException("Balanced class weights must be computed from the rows first.");
        if (_values.Length != classCount)
            Require.Throw(nameof(ClassWeights), $"{classCount} weights, one for each class", $"{_values.Length}");
        return _values;
    }

    /// <summary>These weights, computed from the numbers of rows where they are <see cref="Balanced"/>.</summary>
    internal ClassWeights Resolve(ClassCounts counts) => _values is null ? new(counts.BalancedWeights()) : this;

    /// <summary>These weights, computed from the rows that a network is to learn where they are
    /// <see cref="Balanced"/>.</summary>
    internal ClassWeights Resolve(Network network, LabeledRows data, ReadOnlySpan<int> rows)
    {
        if (!AreBalanced) return this;
        var counts = ClassCounts.For(network);
        counts.Add(data, rows);
        return Resolve(counts);
    }
}
