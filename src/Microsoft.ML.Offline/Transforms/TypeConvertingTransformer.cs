using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel),
    "Convert types", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    private readonly DataKind _outputKind;

    internal TypeConvertingTransformer(
        (string outputColumnName, string inputColumnName)[] columns, DataKind outputKind)
        : base(columns)
    {
        _outputKind = outputKind;
        OutputType = outputKind.ToType();
    }

    private TypeConvertingTransformer(ModelLoadContext ctx) : base(ctx)
    {
        _outputKind = (DataKind)ctx.Reader.ReadByte();
        Check.Decode(Enum.IsDefined(_outputKind), $"Corrupt model file: {_outputKind} is no kind of data.");
        OutputType = _outputKind.ToType();
    }

    internal PrimitiveDataViewType OutputType { get; }

    private static VersionInfo Version => ModelVersion.Of<TypeConvertingTransformer>("CONVERTF", LoaderSignature);

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_outputKind);
    }

    private protected override AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source)
    {
        var itemType = source.ItemType();
        if (!TypeConversion.Exists(itemType, OutputType))
            throw new ArgumentOutOfRangeException(
                nameof(source),
                $"source column '{source.Name}' with item type '{source.Type}' is not compatible with destination " +
                $"type '{OutputType}'");

        var vector = source.Type as VectorDataViewType;
        var annotations = vector is { IsKnownSize: true } ? SlotNamesOf(source) : new();
        if (OutputType is NumberDataViewType && itemType is NumberDataViewType)
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.IsNormalized);
        else if (OutputType is NumberDataViewType && source.Type is BooleanDataViewType)
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        DataViewType type = vector is null ? OutputType : new VectorDataViewType(OutputType, vector.Dimensions);
        var conversion = TypeConversion.Create(itemType, OutputType);
        return Computed(name, type, annotations, source, row => conversion.MakeGetter(row, source));
    }
}
