using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads its state from; the counterpart of <see cref="ModelSaveContext"/>.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string[] _loaderNames;

    public readonly string Directory;
    public readonly string LoaderAssemblyName;
    public readonly BinaryReader Reader;

    internal ModelHeader Header;

    private ModelLoadContext(ZipArchive archive, ZipArchiveEntry entry, string directory)
    {
        _archive = archive;
        Directory = directory;
        Header = ModelHeader.Unwrap(Bytes(entry), out var payload, out LoaderAssemblyName, out _loaderNames);
        Reader = new(new MemoryStream(payload, writable: false));
    }

    public void CheckAtModel() =>
        Check.Decode(Reader.BaseStream.Position == 0, $"The state of '{Directory}' must be read from its start.");

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => Header.CheckVersionInfo(ver);

    public string LoadNonEmptyString()
    {
        var value = Reader.ReadString();
        Check.Decode(value.Length > 0, $"Corrupt model file: '{Directory}' has an empty name where one is needed.");
        return value;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        if (_archive.GetEntry($"{Directory}/{name}") is not { } entry)
            return false;
        // Not into memory first, as the entry may decompress to anything.
        using var reader = new BinaryReader(entry.Open());
        action(reader);
        return true;
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name)
        where TRes : class => result = LoadModel<TRes>(env, name);

    internal TRes LoadModel<TRes>(IHostEnvironment env, string name)
        where TRes : class => LoadModel<TRes>(env, _archive, $"{Directory}/{name}");

    internal static TRes LoadModel<TRes>(IHostEnvironment env, ZipArchive archive, string directory)
        where TRes : class
    {
        var entry = archive.GetEntry($"{directory}/{ModelSaveContext.ModelStreamName}");
        Check.Decode(entry is not null, $"Corrupt model file: it has no '{directory}'.");
        using var ctx = new ModelLoadContext(archive, entry, directory);
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoaderAssemblyName));
        foreach (var name in ctx._loaderNames.Where(name => name.Length > 0))
        {
            if (env.ComponentCatalog.TryLoad(name, env, ctx) is TRes result)
                return result;
        }
        throw new FormatException(
            $"Couldn't load model: '{directory}'. No loader of {typeof(TRes).Name} is registered under " +
            $"'{string.Join("', '", ctx._loaderNames.Where(name => name.Length > 0))}' by {ctx.LoaderAssemblyName}.");
    }

    public void Dispose() => Reader.Dispose();

    internal static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var source = entry.Open();
        var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return bytes.ToArray();
    }
}
