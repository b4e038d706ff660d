using Microsoft.ML.Data;

namespace Microsoft.ML;

public static class BinaryLoaderSaverCatalog
{
    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, IMultiStreamSource fileSource)
    {
        ArgumentNullException.ThrowIfNull(fileSource);
        if (fileSource.Count != 1)
            throw new ArgumentException($"fileSource must have one file; got {fileSource.Count}.", nameof(fileSource));
        var place = fileSource.GetPathOrNull(0) is { } path ? $"'{path}'" : "The stream";
        return new BinaryRows(() => fileSource.Open(0), place);
    }

    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, string path)
    {
        Check.NonEmpty(path, nameof(path));
        if (!File.Exists(path))
            throw new ArgumentOutOfRangeException(nameof(path), $"File does not exist at path: {path}");
        return new BinaryRows(() => File.OpenRead(path), $"'{path}'");
    }

    public static void SaveAsBinary(
        this DataOperationsCatalog catalog, IDataView data, Stream stream, bool keepHidden = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite || !stream.CanSeek || stream.Position != 0)
            throw new ArgumentOutOfRangeException(
                nameof(stream), "stream must be writable, seekable and at its start; it is not.");
        BinaryFile.Write(stream, data, SavedColumns.Of(data.Schema, keepHidden));
    }
}
