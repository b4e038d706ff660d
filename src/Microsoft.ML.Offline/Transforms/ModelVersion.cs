namespace Microsoft.ML;

/// <summary>The version that transformers write at the head of their saved state: each has one format so far.</summary>
internal static class ModelVersion
{
    public static VersionInfo Of<T>(string modelSignature, string loaderSignature) => new(
        modelSignature,
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(T).Assembly.FullName!,
        loaderSignature: loaderSignature);
}
