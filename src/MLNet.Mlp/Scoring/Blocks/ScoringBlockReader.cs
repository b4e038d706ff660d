using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Reads the rows of a cursor into blocks, with all their active columns. Used by the consumer's thread only,
/// as the cursor must be.</summary>
internal sealed class ScoringBlockReader
{
    private readonly DataViewRowCursor _input;
    private readonly ScoringModel _model;
    private readonly int[] _places;
    private readonly ColumnBuffer[] _columns;
    private readonly ColumnBuffer<DataViewRowId> _ids;
    private readonly VectorBuffer<float>? _features;
    private readonly int _featuresIndex;

    public ScoringBlockReader(ScoringMapper mapper, DataViewRowCursor input, IEnumerable<DataViewSchema.Column> kept)
    {
        (_input, _model) = (input, mapper.Model);
        DataViewSchema.Column[] columns = [.. kept];
        _columns = [.. columns.Select(column => ColumnBuffer.Create(input, column))];
        _places = new int[mapper.InputSchema.Count];
        Array.Fill(_places, -1);
        for (var i = 0; i < columns.Length; i++) _places[columns[i].Index] = i;
        _ids = new ColumnBuffer<DataViewRowId>(input.GetIdGetter());
        _featuresIndex = _places[mapper.Features.Index];
        if (_featuresIndex >= 0) return;
        _features = (VectorBuffer<float>)ColumnBuffer.Create(input, mapper.Features);
        _features.Reserve(1);
    }

    /// <summary>Whether the input has no more rows.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Which of a block's columns holds the values of the input's column, or -1 if none.</summary>
    public int PlaceOf(DataViewSchema.Column column) => _places[column.Index];

    /// <summary>Whether a column that is kept holds values of type <typeparamref name="T"/>.</summary>
    public bool Holds<T>(int place) => _columns[place] is ColumnBuffer<T>;

    public ScoringBlock CreateBlock() => new(
        (ColumnBuffer<DataViewRowId>)_ids.CreateEmpty(), [.. _columns.Select(column => column.CreateEmpty())], _model);

    /// <summary>Reads the next rows, up to one that cannot be read.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryFill(ScoringBlock block, int rowCount)
    {
        block.Clear(rowCount);
        while (block.RowCount < rowCount && block.Bytes < ScoringBlock.MaxBytes && !block.HasFailure &&
            TryMoveNext(block))
            block.Append(_input, _features, _featuresIndex);
        return block.RowCount > 0 || block.HasFailure;
    }

    private bool TryMoveNext(ScoringBlock block)
    {
        try
        {
            IsAtEnd = IsAtEnd || !_input.MoveNext();
            return !IsAtEnd;
        }
        catch (Exception e)
        {
            block.End(e);
            return false;
        }
    }
}
