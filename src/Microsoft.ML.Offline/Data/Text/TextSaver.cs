namespace Microsoft.ML.Data;

/// <summary>Writes rows as lines of text, in ML.NET's layout.</summary>
internal sealed class TextSaver(TextWriter writer, char separator, bool forceDense)
{
    public void Save(IDataView data, DataViewSchema.Column[] columns, bool headerRow, bool schema)
    {
        bool hasHeader = headerRow && columns.Any(HasNames);
        using var cursor = data.GetRowCursor(columns);
        var writers = Array.ConvertAll(columns, column => TextFieldWriter.Create(cursor, column, separator));
        if (schema)
            TextSchemaComment.Write(writer, columns, separator, hasHeader);

        var line = new TextLine(writer, separator, forceDense);
        if (hasHeader)
        {
            foreach (var column in writers)
                column.WriteNames(line);
            line.Write(_ => "\"\"");
        }
        while (cursor.MoveNext())
        {
            foreach (var column in writers)
                column.WriteValues(line);
            line.Write(column => writers[column].Default);
        }
    }

    private static bool HasNames(DataViewSchema.Column column) =>
        column.Type is not VectorDataViewType { Size: var size }
        || (size > 0 && column.AnnotationTexts(AnnotationUtils.Kinds.SlotNames)?.Length == size);
}
