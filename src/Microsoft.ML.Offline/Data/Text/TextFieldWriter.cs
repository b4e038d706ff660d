using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Writes the values and the names of one column as fields of a line.</summary>
internal abstract class TextFieldWriter
{
    /// <summary>The field of a default value, which a sparse line leaves out.</summary>
    public abstract string Default { get; }

    public abstract void WriteValues(TextLine line);

    public abstract void WriteNames(TextLine line);

    public static TextFieldWriter Create(DataViewRow row, DataViewSchema.Column column, char separator) =>
        Columns.Create<TextFieldWriter>(
            column.Type is VectorDataViewType ? typeof(VectorFieldWriter<>) : typeof(ScalarFieldWriter<>),
            column.ItemType().RawType, row, column, separator);
}

internal abstract class TextFieldWriter<T> : TextFieldWriter
{
    private readonly char _separator;
    private readonly ulong? _keyCount;

    protected TextFieldWriter(DataViewSchema.Column column, char separator)
    {
        Column = column;
        _separator = separator;
        _keyCount = (column.ItemType() as KeyDataViewType)?.Count;
        Default = Format(default!);
    }

    public override string Default { get; }

    protected DataViewSchema.Column Column { get; }

    protected string Quote(ReadOnlyMemory<char> text)
    {
        if (text.IsEmpty)
            return "\"\"";
        bool isPlain = text.Span[0] != ' ' && text.Span.IndexOfAny(['"', _separator, ':', '\n']) < 0;
        return isPlain ? text.ToString() : $"\"{text.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    protected string Format(T value) => value switch
    {
        ReadOnlyMemory<char> text => Quote(text),
        bool truth => truth ? "1" : "0",
        float number => float.IsNaN(number) ? "?" : number.ToString("R", CultureInfo.InvariantCulture),
        double number => double.IsNaN(number) ? "?" : number.ToString("G17", CultureInfo.InvariantCulture),
        DataViewRowId id => string.Create(CultureInfo.InvariantCulture, $"0x{id.High:x16}{id.Low:x16}"),
        _ when _keyCount is { } count => FormatKey(Convert.ToUInt64(value, CultureInfo.InvariantCulture), count),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A key is written 0-based, and a missing one as nothing.</summary>
    private static string FormatKey(ulong key, ulong count) =>
        key == 0 || key > count ? "" : (key - 1).ToString(CultureInfo.InvariantCulture);
}

internal sealed class ScalarFieldWriter<T>(DataViewRow row, DataViewSchema.Column column, char separator)
    : TextFieldWriter<T>(column, separator)
{
    private readonly ValueGetter<T> _getter = row.GetGetter<T>(column);

    public override void WriteValues(TextLine line)
    {
        T value = default!;
        _getter(ref value);
        line.Add(0, Format(value), Default);
        line.EndColumn(1);
    }

    public override void WriteNames(TextLine line)
    {
        line.Add(0, Quote(Column.Name.AsMemory()), "");
        line.EndColumn(1);
    }
}

internal sealed class VectorFieldWriter<T>(DataViewRow row, DataViewSchema.Column column, char separator)
    : TextFieldWriter<T>(column, separator)
{
    private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
    private VBuffer<T> _value;

    public override void WriteValues(TextLine line)
    {
        _getter(ref _value);
        foreach (var (slot, item) in _value.Items())
            line.Add(slot, Format(item), Default);
        line.EndColumn(_value.Length);
    }

    public override void WriteNames(TextLine line)
    {
        int size = Column.SlotCount();
        var names = Column.AnnotationTexts(AnnotationUtils.Kinds.SlotNames);
        if (size > 0 && names?.Length == size)
        {
            for (int slot = 0; slot < size; slot++)
            {
                if (!names[slot].IsEmpty)
                    line.Add(slot, Quote(names[slot]), "");
            }
        }
        line.EndColumn(size);
    }
}
