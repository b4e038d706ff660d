namespace Microsoft.ML;

/// <summary>
/// What a component writes at the head of its saved state: a signature, versions, and how to find its loader.
/// </summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string? LoaderSignature;
    public readonly string? LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string? loaderAssemblyName,
        string? loaderSignature = null,
        string? loaderSignatureAlt = null)
    {
        if (modelSignature is not { Length: 8 })
            throw new ArgumentException(
                $"modelSignature must have 8 characters; got '{modelSignature}'.", nameof(modelSignature));
        for (int i = 7; i >= 0; i--)
            ModelSignature = (ModelSignature << 8) | (byte)modelSignature[i];
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName ?? throw new ArgumentNullException(nameof(loaderAssemblyName));
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
