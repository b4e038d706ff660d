using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel),
    "Map keys to vectors", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    private readonly bool _bag;

    internal KeyToVectorMappingTransformer(bool bag, (string outputColumnName, string inputColumnName)[] columns)
        : base(columns) => _bag = bag;

    private KeyToVectorMappingTransformer(ModelLoadContext ctx) : base(ctx) => _bag = ctx.Reader.ReadBoolean();

    private static VersionInfo Version => ModelVersion.Of<KeyToVectorMappingTransformer>("KEY2VECT", LoaderSignature);

    private static KeyToVectorMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_bag);
    }

    private protected override AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source)
    {
        if (source.ItemType() is not KeyDataViewType key)
            throw SchemaErrors.Mismatch("inputSchema", "input", source.Name, "a key", $"{source.Type}");

        int keyCount = checked((int)key.Count);
        var type = _bag || source.SlotCount() == 1
            ? new VectorDataViewType(NumberDataViewType.Single, keyCount)
            : new VectorDataViewType(NumberDataViewType.Single, source.SlotCount(), keyCount);
        var map = Columns.Create<KeyMap>(typeof(KeyToVectorMap<>), key.RawType, source, keyCount, _bag);
        return Computed(name, type, Annotations(source, keyCount, type), source, map.MakeGetter);
    }

    private DataViewSchema.Annotations.Builder Annotations(
        DataViewSchema.Column source, int keyCount, VectorDataViewType type)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        bool hasBlocks = !_bag && source.Type is VectorDataViewType;
        var names = source.AnnotationTexts(AnnotationUtils.Kinds.KeyValues);
        if (names?.Length == keyCount && type.IsKnownSize)
        {
            annotations.AddItems(
                AnnotationUtils.Kinds.SlotNames,
                new(TextDataViewType.Instance, type.Dimensions),
                hasBlocks ? BlockNames(source, names) : names);
        }
        int slots = source.SlotCount();
        if (!_bag && slots > 0)
        {
            annotations.AddItems(
                AnnotationUtils.Kinds.CategoricalSlotRanges,
                new(NumberDataViewType.Int32, slots, 2),
                [
                    .. Enumerable.Range(0, slots)
                        .SelectMany(slot => new[] { slot * keyCount, (slot + 1) * keyCount - 1 }),
                ]);
        }
        if (!_bag || source.Type is not VectorDataViewType)
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        return annotations;
    }

    /// <summary>Each slot of the source, by its name or number, with each of its keys.</summary>
    private static ReadOnlyMemory<char>[] BlockNames(DataViewSchema.Column source, ReadOnlyMemory<char>[] keyNames)
    {
        var slotNames = source.AnnotationTexts(AnnotationUtils.Kinds.SlotNames);
        if (slotNames?.Length != source.SlotCount())
            slotNames = new ReadOnlyMemory<char>[source.SlotCount()];
        return
        [
            .. slotNames.Select((name, slot) => name.IsEmpty ? $"[{slot}]" : $"{name}")
                .SelectMany(slotName => keyNames.Select(key => $"{slotName}.{key}".AsMemory())),
        ];
    }
}
