namespace MLNet.Mlp;

/// <summary>
/// The blocks ahead of a consumer, oldest first. Its thread reads them, as it takes others; threads of the pool score
/// them meanwhile, and the consumer, too, rather than wait for one.
/// <para>A consumer that takes few rows pays for few: blocks start small, and only after a full one are there others
/// ahead of it, one more each time.</para>
/// </summary>
internal sealed class ScoringBlockQueue
{
    private const int FirstRowCount = 16;

    // As many as the SIMD kernel works on at a time; 128 and 256 are no faster.
    private const int FullRowCount = 64;

    private const long MaxBytesAhead = 128 << 20;

    private readonly ScoringBlockReader _reader;
    private readonly int _maxCount;
    private readonly Queue<ScoringBlock> _ahead = [];
    private readonly Stack<ScoringBlock> _free = [];
    private int _rowCount = FirstRowCount;
    private int _count = 1;
    private long _bytesAhead;
    private bool _mustPause;

    /// <param name="reader">Reads the rows.</param>
    /// <param name="threadCount">How many threads can score at once; with one there is but one block at a time.</param>
    public ScoringBlockQueue(ScoringBlockReader reader, int threadCount)
    {
        _reader = reader;
        // While the consumer scores one, each other thread finds another when it has done its own.
        _maxCount = threadCount == 1 ? 1 : 2 * threadCount;
    }

    /// <summary>Takes the next block, or null if there are no more rows.</summary>
    public ScoringBlock? Take()
    {
        while (_ahead.Count < _count && _bytesAhead < MaxBytesAhead && !_mustPause)
            if (!TryRead()) break;
        if (!_ahead.TryDequeue(out var block)) return null;
        _bytesAhead -= block.Bytes;
        if (_rowCount < FullRowCount) _rowCount *= 2;
        else if (_count < _maxCount) _count++;
        return block;
    }

    /// <summary>Scores a block that was taken, or sees to it that it is.</summary>
    public void Score(ScoringBlock block)
    {
        if (!block.TryScore() && !block.IsScored)
        {
            foreach (var other in _ahead)
                if (other.TryScore() && block.IsScored) break;
            block.WaitForScores();
        }
        block.ThrowIfScoringFailed();
    }

    /// <summary>Gives back a block that was taken.</summary>
    public void Return(ScoringBlock block)
    {
        if (!block.TryRecall()) block.WaitForScores();
        if (block.HasFailure) _mustPause = false;
        _free.Push(block);
    }

    /// <summary>Drops all blocks. A thread that is scoring one goes on with it, to no effect.</summary>
    public void Close()
    {
        foreach (var block in _ahead) block.TryRecall();
        _ahead.Clear();
        _free.Clear();
    }

    private bool TryRead()
    {
        var block = _free.TryPop(out var used) ? used : _reader.CreateBlock();
        if (!_reader.TryFill(block, _rowCount))
        {
            _free.Push(block);
            return false;
        }
        // Who meets an exception may give up, so nothing is read behind one before.
        _mustPause = block.HasFailure;
        _bytesAhead += block.Bytes;
        block.Publish(queue: _count > 1);
        _ahead.Enqueue(block);
        return true;
    }
}
