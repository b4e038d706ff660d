using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel),
    "Copy columns", ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    internal ColumnCopyingTransformer(params (string outputColumnName, string inputColumnName)[] columns)
        : base(columns)
    {
    }

    private ColumnCopyingTransformer(ModelLoadContext ctx) : base(ctx)
    {
    }

    private static VersionInfo Version => ModelVersion.Of<ColumnCopyingTransformer>("COPYCOLT", LoaderSignature);

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override AddedColumn MakeColumn(int index, string name, DataViewSchema.Column source) =>
        new(new(name, source.Type, source.Annotations), [source.Index], PassThrough.Getter(source));
}
