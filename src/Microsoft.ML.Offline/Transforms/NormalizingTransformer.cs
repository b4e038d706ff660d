using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(NormalizingTransformer), null, typeof(SignatureLoadModel),
    "Normalize", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    internal const string Expected = "Single or Double, or a vector of them of known size";

    private readonly AffineFunction[] _functions;

    internal NormalizingTransformer(
        (string outputColumnName, string inputColumnName)[] columns, AffineFunction[] functions)
        : base(columns) => _functions = functions;

    private NormalizingTransformer(ModelLoadContext ctx) : base(ctx)
    {
        _functions = new AffineFunction[ColumnPairs.Length];
        for (int i = 0; i < _functions.Length; i++)
            _functions[i] = AffineFunction.Load(ctx.Reader);
    }

    private static VersionInfo Version => ModelVersion.Of<NormalizingTransformer>("NORMALZR", LoaderSignature);

    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        if (index < 0 || index >= _functions.Length)
            throw new ArgumentOutOfRangeException(
                nameof(index), $"index must be in 0..{_functions.Length - 1}; got {index}.");
        return _functions[index].Parameters;
    }

    internal static void CheckType(DataViewSchema.Column column)
    {
        if (column.SlotCount() == 0
            || (column.ItemType() != NumberDataViewType.Single && column.ItemType() != NumberDataViewType.Double))
            throw SchemaErrors.Mismatch("inputSchema", "input", column.Name, Expected, $"{column.Type}");
    }

    private static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (var function in _functions)
            function.Save(ctx.Writer);
    }

    private protected override AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source)
    {
        CheckType(source);
        var function = _functions[index];
        if (source.ItemType() != function.ItemType || source.SlotCount() != function.Size)
            throw SchemaErrors.Mismatch(
                "inputSchema", "input", source.Name, $"{function.Size} of {function.ItemType}", $"{source.Type}");

        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
        return Computed(name, source.Type, annotations, source, row => function.MakeGetter(row, source));
    }

    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase()
        {
        }
    }

    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        public TData Scale { get; }

        public TData Offset { get; }
    }
}
