using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel),
    "Concatenate columns", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingTransformer(string outputColumnName, string[] inputColumnNames)
    {
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    private static VersionInfo Version => ModelVersion.Of<ColumnConcatenatingTransformer>("CONCAT F", LoaderSignature);

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var name = ctx.LoadNonEmptyString();
        var sources = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < sources.Length; i++)
            sources[i] = ctx.LoadNonEmptyString();
        return new(name, sources);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (var source in _sources)
            ctx.SaveNonEmptyString(source);
    }

    private protected override AddedColumn[] MakeColumns(DataViewSchema inputSchema)
    {
        var sources = Array.ConvertAll(_sources, source => inputSchema.Require(source));
        int[] indices = [.. sources.Select(source => source.Index)];
        if (sources is [{ Type: VectorDataViewType } single])
            return [new(new(_name, single.Type, single.Annotations), indices, PassThrough.Getter(single))];

        var itemType = sources[0].ItemType();
        foreach (var source in sources)
        {
            if (!source.ItemType().Equals(itemType))
                throw SchemaErrors.Mismatch(
                    nameof(inputSchema), "input", source.Name, $"{itemType}", $"{source.Type}");
        }
        int size = sources.All(source => source.SlotCount() > 0) ? sources.Sum(source => source.SlotCount()) : 0;
        var type = new VectorDataViewType(itemType, size);
        var column = new DataViewSchema.DetachedColumn(_name, type, Annotations(sources, type));
        var concatenation = Columns.Create<Concatenation>(typeof(Concatenation<>), itemType.RawType);
        return [new(column, indices, row => concatenation.MakeGetter(row, indices))];
    }

    private static DataViewSchema.Annotations Annotations(DataViewSchema.Column[] sources, VectorDataViewType type)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        if (type.ItemType is NumberDataViewType && Array.TrueForAll(sources, ConcatenatedAnnotations.IsNormalized))
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        if (!type.IsKnownSize)
            return annotations.ToAnnotations();

        if (ConcatenatedAnnotations.SlotNames(sources) is { } names)
            annotations.AddItems(AnnotationUtils.Kinds.SlotNames, new(TextDataViewType.Instance, type.Size), names);
        if (ConcatenatedAnnotations.CategoricalRanges(sources) is { Length: > 0 } ranges)
            annotations.AddItems(
                AnnotationUtils.Kinds.CategoricalSlotRanges, new(NumberDataViewType.Int32, ranges.Length / 2, 2), ranges);
        return annotations.ToAnnotations();
    }
}
