using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>One number, or several; an output for each.</summary>
internal sealed class RegressionTask : TrainingTask
{
    public static readonly RegressionTask Instance = new();

    public override string Name => "regression";

    public override string Losses => $"{nameof(SquaredError)}, {nameof(AbsoluteError)} or {nameof(HuberError)}";

    public override (string Type, string Remedy) Label =>
        ("Single, or a vector of Single of known size",
            "Try Conversion.ConvertType to make it Single, for a key after MapKeyToValue.");

    public override bool Accepts(SchemaShape.Column label) => label.ItemType == NumberDataViewType.Single &&
        label.Kind is SchemaShape.Column.VectorKind.Scalar or SchemaShape.Column.VectorKind.Vector;

    public override OutputActivation? OutputFor(Loss loss) =>
        loss is SquaredError or AbsoluteError or HuberError ? OutputActivation.Identity : null;

    public override IEnumerable<SchemaShape.Column> Announce(SchemaShape.Column label, Loss loss) =>
        RegressionOutputs.Announce(label.Kind);

    public override Targets CreateTargets(DataViewSchema.Column label) =>
        new TargetMatrix(label.Type is VectorDataViewType vector ? vector.Size : 1);

    public override LabelReader CreateReader(DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type is VectorDataViewType type)
        {
            var getVector = row.GetGetter<VBuffer<float>>(label);
            VBuffer<float> vector = default;
            return new NumberLabelReader(type.Size, numbers =>
            {
                getVector(ref vector);
                if (vector.Length != numbers.Length)
                    throw InputColumns.WrongLength("label", label.Name, numbers.Length, vector.Length, row.Position);
                vector.CopyTo(numbers);
            });
        }
        var getNumber = row.GetGetter<float>(label);
        return new NumberLabelReader(1, numbers => getNumber(ref numbers[0]));
    }

    public override int OutputSize(Targets targets) => ((TargetMatrix)targets).ColumnCount;

    public override ModelOutputs CreateOutputs(DataViewSchema.Column label, Network network) =>
        new RegressionOutputs(label.Type is VectorDataViewType ? network.OutputSize : null);
}
