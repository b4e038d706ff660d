using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>One of two classes, which a Boolean names; a single output.</summary>
internal sealed class BinaryTask : TrainingTask
{
    public static readonly BinaryTask Instance = new();

    public override string Name => "binary classification";

    public override string Losses => $"{nameof(CrossEntropy)}, {nameof(SquaredError)} or {nameof(Hinge)}";

    public override (string Type, string Remedy) Label =>
        ("Boolean", "Try Conversion.ConvertType to make one, for a key after MapKeyToValue.");

    public override bool Accepts(SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Scalar && label.ItemType is BooleanDataViewType;

    public override OutputActivation? OutputFor(Loss loss) => loss switch
    {
        CrossEntropy or SquaredError => OutputActivation.Sigmoid,
        Hinge => OutputActivation.Identity,
        _ => null,
    };

    public override IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column label, Loss loss) =>
        BinaryOutputs.Announce(hasProbability: OutputFor(loss) == OutputActivation.Sigmoid);

    public override Targets CreateTargets(DataViewSchema.Column label) => new ClassLabels(2);

    public override LabelReader CreateReader(DataViewRow row, DataViewSchema.Column label)
    {
        var get = row.GetGetter<bool>(label);
        var value = false;
        return new ClassLabelReader(() =>
        {
            get(ref value);
            return value ? 1 : 0;
        });
    }

    public override int OutputSize(Targets targets) => 1;

    public override ModelOutputs CreateOutputs(DataViewSchema.Column label, Network network) =>
        new BinaryOutputs(hasProbability: network.Output == OutputActivation.Sigmoid);
}
