using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>The features of the rows of a block, as the scorer wants them, and then their scores. Dense vectors make
/// one matrix and sparse vectors another, so that how a row is scored never depends on its neighbours.</summary>
internal sealed class BlockFeatures(ScoringModel model)
{
    private float[] _dense = [];
    private int[] _rowStarts = [0];
    private int[] _columns = [];
    private float[] _values = [];
    private float[] _scores = [];
    private int[] _places = [];
    private int _rowLimit;
    private int _denseCount;
    private int _sparseCount;
    private RowFailure _failure;

    /// <summary>The scores of a row, once the block is scored.</summary>
    public ReadOnlySpan<float> ScoresOf(int row)
    {
        _failure.ThrowIfOf(row);
        var place = _places[row];
        var scored = place >= 0 ? place : _denseCount + ~place;
        return _scores.AsSpan(scored * model.ScoreCount, model.ScoreCount);
    }

    /// <summary>Makes room for rows.</summary>
    public void Reserve(int rowCount)
    {
        _rowLimit = Math.Max(_rowLimit, rowCount);
        if (_places.Length >= rowCount) return;
        _places = new int[rowCount];
        _scores = new float[checked(rowCount * model.ScoreCount)];
        Array.Resize(ref _rowStarts, rowCount + 1);
    }

    /// <summary>Forgets the rows, but not their memory.</summary>
    public void Clear()
    {
        (_denseCount, _sparseCount) = (0, 0);
        _failure.Clear();
    }

    /// <summary>Appends a row; if that fails, the exception is thrown when its scores are asked for.</summary>
    /// <param name="row">The row, larger by one each time.</param>
    /// <param name="source">Holds the features.</param>
    /// <param name="slot">Where in there they are.</param>
    /// <param name="bytes">The size of the features and of the scores is added to it.</param>
    public bool TryAppend(int row, VectorBuffer<float> source, int slot, ref long bytes)
    {
        try
        {
            ref readonly var features = ref source[slot];
            model.CheckFeatures(features);
            _places[row] = features.IsDense ? AppendDense(features.GetValues()) : ~AppendSparse(features);
            bytes += (features.GetValues().Length + (long)model.ScoreCount) * sizeof(float) +
                features.GetIndices().Length * sizeof(int);
            return true;
        }
        catch (Exception e)
        {
            _failure.Keep(e, row);
            return false;
        }
    }

    public void Score()
    {
        var denseScores = _denseCount * model.ScoreCount;
        if (_denseCount > 0)
            model.Scorer.Score(_dense.AsSpan(0, _denseCount * model.FeatureCount), _scores.AsSpan(0, denseScores));
        if (_sparseCount == 0) return;
        var count = _rowStarts[_sparseCount];
        model.Scorer.Score(
            _rowStarts.AsSpan(0, _sparseCount + 1), _columns.AsSpan(0, count), _values.AsSpan(0, count),
            _scores.AsSpan(denseScores, _sparseCount * model.ScoreCount));
    }

    private int AppendDense(ReadOnlySpan<float> values)
    {
        var start = _denseCount * model.FeatureCount;
        if (_dense.Length < start + values.Length) GrowDense();
        values.CopyTo(_dense.AsSpan(start));
        return _denseCount++;
    }

    /// <summary>Makes room for all rows of the block that may be dense. Not for twice as many each time: one row can be
    /// large.</summary>
    private void GrowDense()
    {
        var rowCount = Math.Min(_rowLimit, ScoringBlock.MaxBytes / (sizeof(float) * (long)model.FeatureCount) + 1);
        Array.Resize(ref _dense, checked((int)(rowCount * model.FeatureCount)));
    }

    private int AppendSparse(in VBuffer<float> features)
    {
        var values = features.GetValues();
        var start = _rowStarts[_sparseCount];
        var end = start + values.Length;
        if (_values.Length < end)
        {
            Array.Resize(ref _values, Math.Max(end, 2 * _values.Length));
            Array.Resize(ref _columns, _values.Length);
        }
        values.CopyTo(_values.AsSpan(start));
        features.GetIndices().CopyTo(_columns.AsSpan(start));
        _rowStarts[_sparseCount + 1] = end;
        return _sparseCount++;
    }
}
