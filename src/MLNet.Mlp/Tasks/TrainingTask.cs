using Microsoft.ML;

namespace MLNet.Mlp;

/// <summary>What a network is trained for: the label that it learns, the outputs that it has, and the columns that
/// these become. Has no state of its own.</summary>
internal abstract class TrainingTask
{
    /// <summary>What it is called, for messages: "binary classification".</summary>
    public abstract string Name { get; }

    /// <summary>The losses that can be minimized, for messages: "CrossEntropy, SquaredError or Hinge".</summary>
    public abstract string Losses { get; }

    /// <summary>The type that the label must have, and what to do about another, for messages.</summary>
    public abstract (string Type, string Remedy) Label { get; }

    /// <summary>Whether a label of this type can be learned.</summary>
    public abstract bool Accepts(SchemaShape.Column label);

    /// <summary>The outputs of a network that minimizes the loss, or null if there is none.</summary>
    public abstract OutputActivation? OutputFor(Loss loss);

    /// <summary>The columns of a trained model as far as they are known before training.</summary>
    public abstract IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column label, Loss loss);

    /// <summary>An empty set of what the label column holds.</summary>
    /// <exception cref="InvalidOperationException">The column holds nothing to be learned.</exception>
    public abstract Targets CreateTargets(DataViewSchema.Column label);

    /// <summary>Reads the label of the row that <paramref name="row"/> is at.</summary>
    public abstract LabelReader CreateReader(DataViewRow row, DataViewSchema.Column label);

    /// <summary>The number of outputs of a network that learns the targets.</summary>
    public abstract int OutputSize(Targets targets);

    /// <summary>What the outputs of a trained network become.</summary>
    public abstract ModelOutputs CreateOutputs(DataViewSchema.Column label, Network network);
}
