using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The zip archive of a saved model: the folders of ML.NET, plus what keeps the two from being taken for each other. A
/// file of ML.NET has no marker and is refused here. ML.NET in turn first looks for a root component, and fails to
/// load the assembly that it names: that name is therefore a sentence for whoever reads the error.
/// </summary>
internal static class ModelFile
{
    private const string Marker = "MICROSOFT.ML.OFFLINE.txt";
    private const string SchemaEntry = "InputSchema.bin";

    private const string NoteToUser =
        "Microsoft.ML.Offline (this model was saved by a build without the Microsoft.ML package; " +
        "load it with such a build - or train and save it again with this one)";

    public static void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Write(archive, Marker, entry => entry.Write(System.Text.Encoding.UTF8.GetBytes(NoteToUser)));
        var note = new VersionInfo("OFFLINE ", 0x00010001, 0x00010001, 0x00010001, NoteToUser);
        Write(archive, ModelSaveContext.ModelStreamName, entry => entry.Write(ModelHeader.Wrap(note, [])));
        ModelSaveContext.SaveModel(archive, model, TransformerChain.LoaderSignature);
        if (inputSchema is null)
            return;
        Write(archive, SchemaEntry, entry =>
        {
            using var writer = new BinaryWriter(entry);
            SchemaSerializer.Write(writer, inputSchema);
        });
    }

    public static ITransformer Load(IHostEnvironment env, Stream stream, out DataViewSchema? inputSchema)
    {
        var place = stream is FileStream file ? $"'{file.Name}'" : "the stream";
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Load(env, archive, place, out inputSchema);
        }
        catch (Exception e) when (
            e is InvalidDataException or EndOfStreamException or FileLoadException or ArgumentException)
        {
            throw new FormatException(
                $"Could not load a model from {place}: it is damaged or no model. {e.Message}", e);
        }
    }

    private static ITransformer Load(
        IHostEnvironment env, ZipArchive archive, string place, out DataViewSchema? inputSchema)
    {
        if (archive.GetEntry(Marker) is null)
            throw new InvalidOperationException(
                archive.GetEntry("TrainingInfo/Version.txt") is null
                    ? $"Could not load a model from {place}: it has no '{Marker}', so it is no model of this build."
                    : $"Could not load a model from {place}: it was saved by Microsoft.ML itself, and this build " +
                      "uses an offline stand-in for it. Try a build with the Microsoft.ML package " +
                      "(-p:MLNetSource=package), or train and save the model with this one.");
        inputSchema = null;
        if (archive.GetEntry(SchemaEntry) is { } schema)
        {
            using var reader = new BinaryReader(new MemoryStream(ModelLoadContext.Bytes(schema)));
            inputSchema = SchemaSerializer.Read(reader);
        }
        return ModelLoadContext.LoadModel<ITransformer>(env, archive, TransformerChain.LoaderSignature);
    }

    private static void Write(ZipArchive archive, string name, Action<Stream> write)
    {
        using var entry = archive.CreateEntry(name).Open();
        write(entry);
    }
}
