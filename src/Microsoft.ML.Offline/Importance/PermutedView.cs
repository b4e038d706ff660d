namespace Microsoft.ML.Data;

/// <summary>
/// The rows of a view, in order, with the values of one slot of a vector column replaced by given ones; rows beyond
/// these are left out.
/// </summary>
internal sealed class PermutedView : IDataView
{
    private readonly IDataView _source;
    private readonly string _column;
    private readonly int _slot;
    private readonly float[] _values;

    public PermutedView(IDataView source, string column, int slot, float[] values)
    {
        _source = source;
        _column = column;
        _slot = slot;
        _values = values;
        var feature = source.Schema[column];
        // A new column of the same name, because the annotations of the old one may not hold for it.
        Schema = Mapping(feature, () => 0).OutputSchema;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _source.GetRowCount() is { } count ? Math.Min(count, _values.Length) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewRowCursor? input = null;
        var mapping = Mapping(_source.Schema[_column], () => input!.Position);
        input = new RowRangeView(_source, 0, _values.Length).GetRowCursor(mapping.GetDependencies(columnsNeeded));
        return new MappedCursor(mapping, input, columnsNeeded.ToActive(Schema));
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private ColumnMapping Mapping(DataViewSchema.Column feature, Func<long> position) =>
        ColumnMapping.Adding(_source.Schema,
        [
            new(new(_column, feature.Type), [feature.Index], row =>
            {
                var getter = row.GetGetter<VBuffer<float>>(feature);
                return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                {
                    getter(ref value);
                    Replace(ref value, _values[position()]);
                });
            }),
        ]);

    private void Replace(ref VBuffer<float> vector, float value)
    {
        int at = vector.IsDense ? _slot : vector.GetIndices().BinarySearch(_slot);
        if (at >= 0)
        {
            VBufferEditor.CreateFromBuffer(ref vector).Values[at] = value;
            return;
        }
        at = ~at;
        int count = vector.GetValues().Length;
        var editor = VBufferEditor.Create(
            ref vector, vector.Length, count + 1, keepOldOnResize: true, requireIndicesOnDense: true);
        editor.Values[at..count].CopyTo(editor.Values[(at + 1)..]);
        editor.Indices[at..count].CopyTo(editor.Indices[(at + 1)..]);
        editor.Values[at] = value;
        editor.Indices[at] = _slot;
        vector = editor.Commit();
    }
}
