using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class ModelOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Save(model, inputSchema, stream);
    }

    /// <remarks>The file is written beside its place and then renamed, so that a failure leaves the old one.</remarks>
    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        var unfinished = $"{filePath}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = File.Create(unfinished))
                Save(model, inputSchema, stream);
            File.Move(unfinished, filePath, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var model = ModelFile.Load(_env, stream, out var saved);
        // Null when the model was saved without a schema, as in ML.NET, whose signature does not say so.
        inputSchema = saved!;
        return model;
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }
}
