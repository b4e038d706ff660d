using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>Where a component writes its state: a folder of the archive, with one main stream.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal const string ModelStreamName = "Model.key";

    private readonly ZipArchive _archive;
    private readonly string _directory;
    private readonly MemoryStream _payload = new();
    private VersionInfo? _version;

    private ModelSaveContext(ZipArchive archive, string directory)
    {
        _archive = archive;
        _directory = directory;
        Writer = new(_payload);
    }

    internal BinaryWriter Writer { get; }

    internal void CheckAtModel()
    {
        if (_payload.Length != 0 || _version is not null)
            throw new InvalidOperationException($"The state of '{_directory}' must be saved once; it has been begun.");
    }

    internal void SetVersionInfo(VersionInfo ver) => _version = ver;

    internal void SaveNonEmptyString(string str)
    {
        Check.NonEmpty(str, nameof(str));
        Writer.Write(str);
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using var stream = _archive.CreateEntry($"{_directory}/{name}").Open();
        using var writer = new BinaryWriter(stream);
        action(writer);
    }

    internal void SaveModel<T>(T value, string name)
        where T : class => SaveModel(_archive, value, $"{_directory}/{name}");

    internal static void SaveModel(ZipArchive archive, object value, string directory)
    {
        using var ctx = new ModelSaveContext(archive, directory);
        if (value is ICanSaveInside inside)
            inside.Save(ctx);
        else
            ((ICanSaveModel)value).Save(ctx);
        ctx.Writer.Flush();
        var version = ctx._version
            ?? throw new InvalidOperationException($"{value.GetType()} must set its version when it is saved.");
        // Written last, because an archive has one entry open at a time and sub-models are written in between.
        using var stream = archive.CreateEntry($"{directory}/{ModelStreamName}").Open();
        stream.Write(ModelHeader.Wrap(version, ctx._payload.GetBuffer().AsSpan(0, (int)ctx._payload.Length)));
    }

    public void Dispose() => Writer.Dispose();
}
