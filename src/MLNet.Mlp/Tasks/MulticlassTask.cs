using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>One of several classes, which a key names; an output for each.</summary>
internal sealed class MulticlassTask : TrainingTask
{
    public static readonly MulticlassTask Instance = new();

    public override string Name => "multiclass classification";

    public override string Losses => $"{nameof(CrossEntropy)}, {nameof(SquaredError)} or {nameof(Hinge)}";

    public override (string Type, string Remedy) Label =>
        ("a key (Key<UInt32>)", "Try MapValueToKey to make one.");

    public override bool Accepts(SchemaShape.Column label) => label.IsKey &&
        label.Kind == SchemaShape.Column.VectorKind.Scalar && label.ItemType == NumberDataViewType.UInt32;

    public override OutputActivation? OutputFor(Loss loss) => loss switch
    {
        CrossEntropy or SquaredError => OutputActivation.Softmax,
        Hinge => OutputActivation.Identity,
        _ => null,
    };

    public override IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column label, Loss loss) =>
        MulticlassOutputs.Announce(label);

    public override Targets CreateTargets(DataViewSchema.Column label)
    {
        var keyCount = ((KeyDataViewType)label.Type).Count;
        if (keyCount is < 2 or > int.MaxValue)
            throw new InvalidOperationException(
                $"The label column '{label.Name}' must have from 2 to {int.MaxValue} classes; got {keyCount}.");
        return new ClassLabels((int)keyCount);
    }

    public override LabelReader CreateReader(DataViewRow row, DataViewSchema.Column label)
    {
        var classCount = ((KeyDataViewType)label.Type).Count;
        var get = row.GetGetter<uint>(label);
        uint key = 0;
        return new ClassLabelReader(() =>
        {
            get(ref key);
            // Key 0 is a missing value, and so is one beyond the key's count.
            return key - 1 < classCount ? (int)(key - 1) : null;
        });
    }

    public override int OutputSize(Targets targets) => ((ClassLabels)targets).ClassCount;

    public override ModelOutputs CreateOutputs(DataViewSchema.Column label, Network network) =>
        new MulticlassOutputs(network.OutputSize, LabelValues.Of(label));
}
