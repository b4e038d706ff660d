using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

public static partial class TextLoaderSaverCatalog
{
    public static void SaveAsText(
        this DataOperationsCatalog catalog,
        IDataView data,
        Stream stream,
        char separatorChar = '\t',
        bool headerRow = true,
        bool schema = true,
        bool keepHidden = false,
        bool forceDense = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(stream);
        if (!TextSchemaComment.Separators.ContainsKey(separatorChar))
            throw new ArgumentOutOfRangeException(
                nameof(separatorChar), "Invalid separator - must be: space, tab, comma, semicolon, or bar");

        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        new TextSaver(writer, separatorChar, forceDense).Save(
            data, SavedColumns.Of(data.Schema, keepHidden), headerRow, schema);
    }
}
