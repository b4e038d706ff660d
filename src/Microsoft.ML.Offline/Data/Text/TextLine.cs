using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>
/// Collects the fields of one line that are no default values, and then writes the line: the first columns dense, and
/// the last ones sparse where that is shorter. The sparse part is its length and then pairs index:field.
/// </summary>
internal sealed class TextLine(TextWriter writer, char separator, bool forceDense)
{
    /// <summary>What a field that is written with its index is taken to cost beside a field in its place.</summary>
    private const double SparseCost = 2.5;

    private readonly List<(int Index, string Field)> _fields = [];

    // Where each column starts: among the fields of the line, and among those that are collected.
    private readonly List<(int Index, int Field)> _starts = [(0, 0)];

    private int Length => _starts[^1].Index;

    public void Add(int slot, string field, string defaultField)
    {
        if (field != defaultField)
            _fields.Add((Length + slot, field));
    }

    public void EndColumn(int size) => _starts.Add((Length + size, _fields.Count));

    /// <param name="defaultFieldOf">The field of a default value of each column.</param>
    public void Write(Func<int, string> defaultFieldOf)
    {
        int column = forceDense ? _starts.Count - 1 : FirstSparseColumn();
        int next = WriteDense(column, defaultFieldOf);
        if (column < _starts.Count - 1)
        {
            if (column > 0)
                writer.Write(separator);
            WriteSparse(_starts[column].Index, next, defaultFieldOf(column));
        }
        writer.WriteLine();
        _fields.Clear();
        _starts.RemoveRange(1, _starts.Count - 1);
    }

    private int FirstSparseColumn()
    {
        int best = 0;
        for (int column = 1; column < _starts.Count; column++)
        {
            if (CostOf(column) < CostOf(best))
                best = column;
        }
        int dense = _starts[best].Index, sparse = Length - dense;
        // A short sparse part is not worth it.
        return sparse < 5 || sparse < dense / 5 ? _starts.Count - 1 : best;
    }

    private double CostOf(int firstSparse) =>
        _starts[firstSparse].Index + SparseCost * (_fields.Count - _starts[firstSparse].Field);

    /// <summary>Writes the columns before the given one; the number of collected fields that were written.</summary>
    private int WriteDense(int endColumn, Func<int, string> defaultFieldOf)
    {
        int next = 0;
        for (int column = 0; column < endColumn; column++)
        {
            var defaultField = defaultFieldOf(column);
            for (int index = _starts[column].Index; index < _starts[column + 1].Index; index++)
            {
                if (index > 0)
                    writer.Write(separator);
                bool isCollected = next < _fields.Count && _fields[next].Index == index;
                writer.Write(isCollected ? _fields[next++].Field : defaultField);
            }
        }
        return next;
    }

    private void WriteSparse(int start, int next, string defaultField)
    {
        writer.Write((Length - start).ToString(CultureInfo.InvariantCulture));
        if (next == _fields.Count)
            WritePair(0, defaultField);
        for (; next < _fields.Count; next++)
            WritePair(_fields[next].Index - start, _fields[next].Field);
    }

    private void WritePair(int index, string field)
    {
        writer.Write(separator);
        writer.Write(index.ToString(CultureInfo.InvariantCulture));
        writer.Write(':');
        writer.Write(field);
    }
}
