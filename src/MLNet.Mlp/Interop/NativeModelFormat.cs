using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Mlp;
using MLNet.Mlp.Interop;

// ML.NET finds the loader of a saved component by this attribute, in the assembly that the saved model names. So
// Model.Load needs no registration, in a process that has never called this library.
[assembly: LoadableClass(typeof(MlpTransformer), typeof(NativeModelFormat), null, typeof(SignatureLoadModel),
    "Multilayer perceptron", NativeModelFormat.LoaderSignature)]

namespace MLNet.Mlp.Interop;

/// <summary>
/// How <see cref="MlpTransformer"/> lies in the zip that <c>MLContext.Model.Save</c> writes: a <c>Model.key</c>, as of
/// every component, with the feature column's name and what the outputs mean; and beside it
/// <c>network.safetensors</c>, the network by itself.
/// </summary>
internal static class NativeModelFormat
{
    public const string LoaderSignature = "MlpTransformer";

    /// <summary>Raised whenever a model written by this code could not be read by the code before it.</summary>
    public const uint Version = 0x00010002;

    /// <summary>Models of this version predict one of several classes; none says so, or has a checksum.</summary>
    private const uint MulticlassVersion = 0x00010001;

    private static VersionInfo VersionInfo => new(
        modelSignature: "MLPTRANS",
        verWrittenCur: Version,
        verReadableCur: Version,
        verWeCanReadBack: MulticlassVersion,
        loaderAssemblyName: typeof(NativeModelFormat).Assembly.GetName().FullName,
        loaderSignature: LoaderSignature);

    public static void Save(MlpTransformer transformer, ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(VersionInfo);
        ModelChecksum.WriteDescription(context.Writer, transformer.Model.Network, writer =>
        {
            writer.Write(transformer.FeatureColumnName);
            OutputsFormat.Save(transformer.Outputs, writer);
        });
        NetworkEntry.Save(transformer.Model.Network, context);
    }

    /// <summary>Found and called by ML.NET; the name and the parameters are prescribed.</summary>
    /// <exception cref="FormatException">The model is damaged, or was written by a newer version.</exception>
    private static MlpTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        NetworkEntry.CheckVersion(ctx, Version);
        ctx.CheckAtModel(VersionInfo);
        var network = NetworkEntry.Load(ctx);
        return NetworkEntry.ReadColumns(() =>
        {
            var (featureColumnName, outputs) = ctx.Header.ModelVerWritten == MulticlassVersion
                ? (NetworkEntry.ReadName(ctx), OutputsFormat.LoadMulticlass(ctx.Reader, network))
                : ModelChecksum.ReadDescription(ctx.Reader, network,
                    () => (NetworkEntry.ReadName(ctx), OutputsFormat.Load(ctx.Reader, network)));
            return new MlpTransformer(new MlpModelParameters(network, []), featureColumnName, outputs);
        });
    }
}
