using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Rows, scored in blocks ahead of their consumer, for whom it looks as if each were read and scored when it
/// is reached. All values come from the blocks, as the input is further on.</summary>
internal sealed class BlockCursor : DataViewRowCursor, IRowScores
{
    private readonly DataViewRowCursor _input;
    private readonly ActiveColumns _active;
    private readonly ScoringBlockReader _reader;
    private readonly ScoringBlockQueue _queue;
    private ScoringBlock? _block;
    private int _row;
    private bool _isScored;
    private long _positionOutside;

    /// <param name="mapper">Knows the columns.</param>
    /// <param name="input">The rows.</param>
    /// <param name="active">The columns that are asked for.</param>
    /// <param name="threadCount">How many threads can score at once.</param>
    public BlockCursor(ScoringMapper mapper, DataViewRowCursor input, ActiveColumns active, int threadCount)
    {
        (_input, _active, _positionOutside) = (input, active, input.Position);
        _reader = new ScoringBlockReader(mapper, input, active.OfInput);
        _queue = new ScoringBlockQueue(_reader, threadCount);
    }

    public override DataViewSchema Schema => _active.Schema;

    public override long Position => _block is null ? _positionOutside : _block.Positions[_row];

    public override long Batch => _block is null ? _input.Batch : _block.Batches[_row];

    ReadOnlySpan<float> IRowScores.Current
    {
        get
        {
            var block = Block;
            if (!_isScored)
            {
                _queue.Score(block);
                _isScored = true;
            }
            return block.Features.ScoresOf(_row);
        }
    }

    private ScoringBlock Block => _block ??
        throw new InvalidOperationException("The cursor must be at a row: MoveNext must have returned true.");

    public override bool MoveNext()
    {
        if (_block is not null && _row < _block.RowCount - 1)
        {
            _row++;
            return true;
        }
        return MoveToNextBlock();
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => Block.Ids.Copy(_row, ref id);

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _active.Require(column);
        if (!_active.IsOfInput(column)) return _active.CreateScoreGetter<TValue>(column, this);
        var place = _reader.PlaceOf(column);
        if (!_reader.Holds<TValue>(place)) throw ActiveColumns.WrongType<TValue>(column);
        return (ref TValue value) => ((ColumnBuffer<TValue>)Block.Columns[place]).Copy(_row, ref value);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _block = null;
            _queue.Close();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool MoveToNextBlock()
    {
        while (true)
        {
            if (_block is { } read)
            {
                var failure = read.MoveFailure;
                _block = null;
                _queue.Return(read);
                failure?.Throw();
            }
            var block = _queue.Take();
            if (block is null)
            {
                _positionOutside = _input.Position;
                return false;
            }
            (_block, _row, _isScored) = (block, 0, false);
            if (block.RowCount > 0) return true;
        }
    }
}
