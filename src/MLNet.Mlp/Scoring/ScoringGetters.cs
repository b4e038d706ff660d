using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>The getters of one row, or of a cursor that scores row by row. A row is scored once, whichever of the
/// model's columns are read and in whichever order; after the first nothing is allocated.</summary>
internal sealed class ScoringGetters : IRowScores
{
    private readonly ScoringModel _model;
    private readonly DataViewRow _input;
    private readonly ActiveColumns _active;
    private readonly ValueGetter<VBuffer<float>>? _getFeatures;
    private readonly float[] _scores;
    private VBuffer<float> _features;
    private long? _scoredPosition;

    public ScoringGetters(ScoringMapper mapper, DataViewRow input, ActiveColumns active)
    {
        (_model, _input, _active) = (mapper.Model, input, active);
        _scores = new float[_model.ScoreCount];
        if (active.HasScores) _getFeatures = input.GetGetter<VBuffer<float>>(mapper.Features);
    }

    public DataViewSchema Schema => _active.Schema;

    public bool IsActive(DataViewSchema.Column column) => _active.Contains(column);

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _active.Require(column);
        return _active.IsOfInput(column)
            ? _input.GetGetter<TValue>(_input.Schema[column.Index])
            : _active.CreateScoreGetter<TValue>(column, this);
    }

    ReadOnlySpan<float> IRowScores.Current
    {
        get
        {
            if (_scoredPosition != _input.Position) ScoreRow();
            return _scores;
        }
    }

    private void ScoreRow()
    {
        _getFeatures!(ref _features);
        _model.CheckFeatures(_features);
        var values = _features.GetValues();
        if (_features.IsDense) _model.Scorer.Score(values, _scores);
        else _model.Scorer.Score([0, values.Length], _features.GetIndices(), values, _scores);
        _scoredPosition = _input.Position;
    }
}
