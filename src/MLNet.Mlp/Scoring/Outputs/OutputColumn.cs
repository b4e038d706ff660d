using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>A column that a model adds: how it is called, what it holds, and how its value follows from the outputs of
/// the network.</summary>
internal abstract class OutputColumn(string name, DataViewType type)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    /// <summary>Creates a <see cref="ValueGetter{TValue}"/> of the column.</summary>
    /// <param name="scores">The outputs of the network for the row at hand.</param>
    public abstract Delegate CreateGetter(IRowScores scores);
}

/// <summary>The outputs of the network for the row that a cursor is at.</summary>
internal interface IRowScores
{
    /// <summary>As many as the network has outputs; valid until the cursor moves.</summary>
    ReadOnlySpan<float> Current { get; }
}

/// <summary>A column whose values are of type <typeparamref name="T"/>.</summary>
internal sealed class OutputColumn<T>(string name, DataViewType type, OutputColumn<T>.Reader read)
    : OutputColumn(name, type)
{
    /// <summary>Computes the value of a row.</summary>
    public delegate void Reader(ReadOnlySpan<float> outputs, ref T value);

    public override Delegate CreateGetter(IRowScores scores) =>
        new ValueGetter<T>((ref T value) => read(scores.Current, ref value));
}
