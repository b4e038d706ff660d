using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel),
    "Map keys to values", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(params (string outputColumnName, string inputColumnName)[] columns)
        : base(columns)
    {
    }

    private KeyToValueMappingTransformer(ModelLoadContext ctx) : base(ctx)
    {
    }

    private static VersionInfo Version => ModelVersion.Of<KeyToValueMappingTransformer>("KEY2VALT", LoaderSignature);

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source)
    {
        var values = source.AnnotationType(AnnotationUtils.Kinds.KeyValues) as VectorDataViewType;
        if (source.ItemType() is not KeyDataViewType key || values is null || (ulong)values.Size != key.Count)
            throw new InvalidOperationException(
                $"Column '{source.Name}' must be a key whose annotation KeyValues has a value for each key; " +
                $"got {source.Type} with {(values is null ? "no" : $"{values.Size}")} values.");

        DataViewType type = source.Type is VectorDataViewType vector
            ? new VectorDataViewType(values.ItemType, vector.Dimensions)
            : values.ItemType;
        var map = (KeyMap)Activator.CreateInstance(
            typeof(KeyToValueMap<,>).MakeGenericType(key.RawType, values.ItemType.RawType), source)!;
        return Computed(name, type, SlotNamesOf(source), source, map.MakeGetter);
    }
}
