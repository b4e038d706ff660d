using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Rows that were read together and are scored together, by whichever thread comes first: the consumer, or one
/// of the thread pool's, where the block is queued itself to save a task for each.</summary>
internal sealed class ScoringBlock(ColumnBuffer<DataViewRowId> ids, ColumnBuffer[] columns, ScoringModel model)
    : IThreadPoolWorkItem
{
    /// <summary>A block ends with the row that makes it larger than this, which bounds memory where rows are
    /// large.</summary>
    public const long MaxBytes = 8 << 20;

    private const int Unscored = 0, Scoring = 1, Scored = 2, InUse = 3;

    private readonly object _gate = new();
    private int _state = InUse;
    private int _isQueued;
    private ExceptionDispatchInfo? _scoringFailure;

    public int RowCount { get; private set; }

    public long Bytes { get; private set; }

    public long[] Positions { get; private set; } = [];

    public long[] Batches { get; private set; } = [];

    public ColumnBuffer<DataViewRowId> Ids => ids;

    /// <summary>The values of the columns that are kept.</summary>
    public ColumnBuffer[] Columns => columns;

    public BlockFeatures Features { get; } = new(model);

    /// <summary>Why the input did not move past the block's last row, if it threw.</summary>
    public ExceptionDispatchInfo? MoveFailure { get; private set; }

    /// <summary>Whether the block ends early, as something could not be read.</summary>
    public bool HasFailure { get; private set; }

    /// <summary>Forgets the rows, and makes room for as many as given.</summary>
    public void Clear(int rowCount)
    {
        (RowCount, Bytes, MoveFailure, HasFailure, _scoringFailure) = (0, 0, null, false, null);
        ids.Clear();
        ids.Reserve(rowCount);
        foreach (var column in columns)
        {
            column.Clear();
            column.Reserve(rowCount);
        }
        Features.Clear();
        Features.Reserve(rowCount);
        if (Positions.Length < rowCount) (Positions, Batches) = (new long[rowCount], new long[rowCount]);
    }

    /// <summary>Keeps the row that the input is at.</summary>
    /// <param name="input">Where the row is.</param>
    /// <param name="features">Reads its features, at slot 0; or null if these are a column that is kept.</param>
    /// <param name="featuresIndex">Which column that is.</param>
    public void Append(DataViewRow input, VectorBuffer<float>? features, int featuresIndex)
    {
        var (row, bytes) = (RowCount++, Bytes);
        (Positions[row], Batches[row]) = (input.Position, input.Batch);
        var isRead = ids.TryRead(row, ref bytes);
        foreach (var column in columns) isRead &= column.TryRead(row, ref bytes);
        if (features is null)
        {
            isRead &= Features.TryAppend(row, (VectorBuffer<float>)columns[featuresIndex], row, ref bytes);
        }
        else
        {
            features.Clear();
            long notKept = 0;
            isRead &= features.TryRead(0, ref notKept);
            isRead &= Features.TryAppend(row, features, 0, ref bytes);
        }
        (Bytes, HasFailure) = (bytes, !isRead);
    }

    /// <summary>Ends the block, as the input threw when it should have moved on.</summary>
    public void End(Exception exception) =>
        (MoveFailure, HasFailure) = (ExceptionDispatchInfo.Capture(exception), true);

    /// <summary>Lets the block be scored.</summary>
    /// <param name="queue">Whether threads of the pool shall do it, too.</param>
    public void Publish(bool queue)
    {
        Interlocked.Exchange(ref _state, Unscored);
        if (queue && Interlocked.Exchange(ref _isQueued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Whether the block is scored, or could not be.</summary>
    public bool IsScored => Volatile.Read(ref _state) == Scored;

    /// <summary>Scores the block, unless a thread has begun to.</summary>
    public bool TryScore()
    {
        if (Interlocked.CompareExchange(ref _state, Scoring, Unscored) != Unscored) return false;
        try
        {
            Features.Score();
        }
        catch (Exception e)
        {
            // The consumer shall meet it, not the pool's thread.
            _scoringFailure = ExceptionDispatchInfo.Capture(e);
        }
        lock (_gate)
        {
            Volatile.Write(ref _state, Scored);
            Monitor.PulseAll(_gate);
        }
        return true;
    }

    /// <summary>Waits for the thread that is scoring the block.</summary>
    public void WaitForScores()
    {
        lock (_gate)
        {
            while (!IsScored) Monitor.Wait(_gate);
        }
    }

    public void ThrowIfScoringFailed() => _scoringFailure?.Throw();

    /// <summary>Takes the block back from other threads, unless one is scoring it.</summary>
    public bool TryRecall() => Interlocked.CompareExchange(ref _state, InUse, Unscored) != Scoring;

    /// <summary>A thread of the pool is here. The block may have been scored, and even filled anew, since it was
    /// queued.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isQueued, 0);
        TryScore();
    }
}
