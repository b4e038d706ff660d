using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNet.Mlp;
using MLNet.Mlp.Interop;

// See NativeModelFormat.
[assembly: LoadableClass(typeof(MlpFeatureTransformer), typeof(FeatureModelFormat), null, typeof(SignatureLoadModel),
    "Multilayer perceptron features", FeatureModelFormat.LoaderSignature)]

namespace MLNet.Mlp.Interop;

/// <summary>How <see cref="MlpFeatureTransformer"/> lies in a saved model: as <see cref="MlpTransformer"/> does, with
/// the names of its two columns and the network up to the hidden layer.</summary>
internal static class FeatureModelFormat
{
    public const string LoaderSignature = "MlpFeatures";

    /// <summary>Raised whenever a model written by this code could not be read by the code before it.</summary>
    public const uint Version = 0x00010001;

    private static VersionInfo VersionInfo => new(
        modelSignature: "MLPFEATS",
        verWrittenCur: Version,
        verReadableCur: Version,
        verWeCanReadBack: Version,
        loaderAssemblyName: typeof(FeatureModelFormat).Assembly.GetName().FullName,
        loaderSignature: LoaderSignature);

    public static void Save(MlpFeatureTransformer transformer, ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(VersionInfo);
        ModelChecksum.WriteDescription(context.Writer, transformer.Model.Network, writer =>
        {
            writer.Write(transformer.FeatureColumnName);
            writer.Write(transformer.OutputColumnName);
        });
        NetworkEntry.Save(transformer.Model.Network, context);
    }

    /// <summary>Found and called by ML.NET; the name and the parameters are prescribed.</summary>
    /// <exception cref="FormatException">The model is damaged, or was written by a newer version.</exception>
    private static MlpFeatureTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        NetworkEntry.CheckVersion(ctx, Version);
        ctx.CheckAtModel(VersionInfo);
        var network = NetworkEntry.Load(ctx);
        var (featureColumnName, outputColumnName) = NetworkEntry.ReadColumns(() => ModelChecksum.ReadDescription(
            ctx.Reader, network, () => (NetworkEntry.ReadName(ctx), NetworkEntry.ReadName(ctx))));
        return new MlpFeatureTransformer(new MlpModelParameters(network, []), featureColumnName, outputColumnName);
    }
}
