using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToVectorMappingTransformer), null, typeof(SignatureLoadModel),
    "Map keys to vectors", KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

internal sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
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
        var vector = source.Type as VectorDataViewType;
        if ((vector?.ItemType ?? source.Type) is not KeyDataViewType key)
            throw SchemaErrors.Mismatch("inputSchema", "input", source.Name, "a key", $"{source.Type}");

        int keyCount = checked((int)key.Count);
        var type = _bag || vector is null or { Size: 1 }
            ? new VectorDataViewType(NumberDataViewType.Single, keyCount)
            : new VectorDataViewType(NumberDataViewType.Single, vector.Size, keyCount);
        var map = Columns.Create<KeyMap>(typeof(KeyToVectorMap<>), key.RawType, source, keyCount, _bag);
        return Computed(name, type, Annotations(source, vector, keyCount, type), source, map.MakeGetter);
    }

    private DataViewSchema.Annotations.Builder Annotations(
        DataViewSchema.Column source, VectorDataViewType? vector, int keyCount, VectorDataViewType type)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (KeyNames(source, keyCount) is { } names && type.IsKnownSize)
        {
            if (!_bag && vector is not null)
                names = [.. Prefixes(source, vector.Size).SelectMany(prefix => names.Select(name => $"{prefix}.{name}".AsMemory()))];
            annotations.Add<VBuffer<ReadOnlyMemory<char>>>(
                AnnotationUtils.Kinds.SlotNames,
                new VectorDataViewType(TextDataViewType.Instance, type.Dimensions),
                (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, names));
        }
        int slots = vector?.Size ?? 1;
        if (!_bag && slots > 0)
        {
            int[] ranges = [.. Enumerable.Range(0, slots).SelectMany(
                slot => new[] { slot * keyCount, (slot + 1) * keyCount - 1 })];
            annotations.Add<VBuffer<int>>(
                AnnotationUtils.Kinds.CategoricalSlotRanges,
                new VectorDataViewType(NumberDataViewType.Int32, slots, 2),
                (ref VBuffer<int> value) => value = new(ranges.Length, ranges));
        }
        if (!_bag || vector is null)
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        return annotations;
    }

    private static ReadOnlyMemory<char>[]? KeyNames(DataViewSchema.Column source, int keyCount)
    {
        var type = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type;
        if (type is not VectorDataViewType { ItemType: TextDataViewType } vector || vector.Size != keyCount)
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
        return [.. names.DenseValues()];
    }

    private static string[] Prefixes(DataViewSchema.Column source, int size)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.SlotNames) is not null)
            source.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
        if (names.Length != size)
            names = new(size, new ReadOnlyMemory<char>[size]);
        return [.. names.DenseValues().Select((name, slot) => name.IsEmpty ? $"[{slot}]" : name.ToString())];
    }
}
