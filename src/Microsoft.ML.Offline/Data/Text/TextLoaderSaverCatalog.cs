using Microsoft.ML.Data;

namespace Microsoft.ML;

public static partial class TextLoaderSaverCatalog
{
    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false) =>
        Load(path, Options(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), false);

    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog, string path, TextLoader.Options? options = null) =>
        Load(path, options ?? new(), true);

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false) =>
        catalog.LoadFromTextFile(
            path,
            TextLayout.ColumnsOf(typeof(TInput)),
            separatorChar,
            hasHeader,
            allowQuoting,
            trimWhitespace,
            allowSparse);

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Columns = TextLayout.ColumnsOf(typeof(TInput));
        return Load(path, options, false);
    }

    private static TextView Load(string path, TextLoader.Options options, bool sampleFile)
    {
        Check.NonEmpty(path, nameof(path));
        if (!File.Exists(path))
            throw new ArgumentOutOfRangeException(nameof(path), $"File or directory does not exist at path: {path}");
        return new(path, TextLayout.Create(options, sampleFile ? path : null));
    }

    private static TextLoader.Options Options(
        TextLoader.Column[] columns,
        char separatorChar,
        bool hasHeader,
        bool allowQuoting,
        bool trimWhitespace,
        bool allowSparse) =>
        new()
        {
            Columns = columns,
            Separators = [separatorChar],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            AllowSparse = allowSparse,
            TrimWhitespace = trimWhitespace,
        };
}
