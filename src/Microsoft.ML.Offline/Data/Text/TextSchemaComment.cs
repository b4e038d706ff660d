using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>The comment at the head of a text file that says how a text loader reads the file back.</summary>
internal static class TextSchemaComment
{
    public static IReadOnlyDictionary<char, string> Separators { get; } = new Dictionary<char, string>
    {
        [' '] = "space",
        ['\t'] = "tab",
        [','] = "comma",
        [';'] = "semicolon",
        ['|'] = "bar",
    };

    private static readonly string[] _numberKinds = ["I1", "U1", "I2", "U2", "I4", "U4", "I8", "U8", "R4", "R8"];

    public static void Write(TextWriter writer, DataViewSchema.Column[] columns, char separator, bool hasHeader)
    {
        writer.WriteLine("#@ TextLoader{");
        if (hasHeader)
            writer.WriteLine("#@   header+");
        writer.WriteLine($"#@   sep={Separators[separator]}");
        int? start = 0;
        foreach (var column in columns)
        {
            writer.WriteLine($"#@   col={Describe(column, start)}");
            // Nobody can say where what stands behind a vector of any length begins.
            start = column.SlotCount() == 0 ? null : start + column.SlotCount();
        }
        writer.WriteLine("#@ }");
    }

    private static string Describe(DataViewSchema.Column column, int? start)
    {
        var kind = KindOf(column.ItemType());
        var key = column.ItemType() as KeyDataViewType;
        if (start is { } first && !NeedsQuotes(column.Name))
        {
            var keyCount = key is null ? "" : Invariant($"[{key.Count}]");
            return $"{column.Name}:{kind}{keyCount}:{Range(column, first)}";
        }

        var name = NeedsQuotes(column.Name) ? $"{{{column.Name}}}" : column.Name;
        // Numbers of single precision are what a text loader reads unless told otherwise.
        var type = kind == "R4" ? "" : $" type={kind}";
        var source = start is { } min ? Range(column, min) : UnknownRange(column);
        var count = key is null ? "" : Invariant($" key={{count={key.Count}}}");
        return $"{{name={name}{type} src={source}{count}}}";
    }

    private static string Range(DataViewSchema.Column column, int start) =>
        column.Type is not VectorDataViewType vector ? Invariant($"{start}")
        : vector.IsKnownSize ? Invariant($"{start}-{start + vector.Size - 1}")
        : Invariant($"{start}-**");

    private static string UnknownRange(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { IsKnownSize: true } vector
            ? Invariant($"{{ min=-1 max={vector.Size - 2} vector=+}}")
            : "{ min=-1}";

    private static string KindOf(PrimitiveDataViewType type) => type switch
    {
        TextDataViewType => "TX",
        BooleanDataViewType => "BL",
        RowIdDataViewType => "UG",
        _ => _numberKinds[NumberDataViewType.All.ToList().FindIndex(number => number.RawType == type.RawType)],
    };

    private static bool NeedsQuotes(string name) =>
        name.Any(c => char.IsWhiteSpace(c) || c is '{' or '}' or '=' or '+' or '-' or '#' or '/' or '\\' or '"');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
