using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// Rows in a file of the stand-in's own: a mark, the schema, and then each row behind a byte that says that there is
/// one. It is not ML.NET's format, and ML.NET refuses it, as it is refused here.
/// </summary>
internal static class BinaryFile
{
    private static readonly byte[] _mark = Encoding.ASCII.GetBytes("MLNETOFF1\n");

    public static void Write(Stream stream, IDataView data, DataViewSchema.Column[] columns)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(_mark);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(columns);
        SchemaSerializer.Write(writer, schema.ToSchema());

        using var cursor = data.GetRowCursor(columns);
        var codecs = Array.ConvertAll(columns, column => ValueCodec.Create(column.Type));
        var writers = columns.Zip(codecs, (column, codec) => codec.MakeWriter(writer, cursor, column)).ToArray();
        while (cursor.MoveNext())
        {
            writer.Write(true);
            foreach (var write in writers)
                write();
        }
        writer.Write(false);
    }

    public static DataViewSchema ReadSchema(BinaryReader reader, string place)
    {
        if (!reader.ReadBytes(_mark.Length).AsSpan().SequenceEqual(_mark))
            throw new FormatException(
                $"{place} must be a binary file that was saved by a build without the Microsoft.ML package, as this " +
                "one is; it is not. Try a build with the package (-p:MLNetSource=package).");
        return SchemaSerializer.Read(reader);
    }
}
