using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>The getters of one row or cursor of scored data. A row is scored once, whichever of the model's columns are
/// read and in whichever order.</summary>
internal sealed class ScoringGetters : IRowScores
{
    private readonly ScoringMapper _mapper;
    private readonly DataViewRow _input;
    private readonly HashSet<int> _active;
    private readonly ValueGetter<VBuffer<float>>? _getFeatures;
    private readonly float[] _dense;
    private readonly float[] _scores;
    private VBuffer<float> _features;
    private long? _scoredPosition;

    public ScoringGetters(ScoringMapper mapper, DataViewRow input, DataViewSchema.Column features, HashSet<int> active)
    {
        _mapper = mapper;
        _input = input;
        _active = active;
        _dense = new float[mapper.Model.FeatureCount];
        _scores = new float[mapper.Model.ScoreCount];
        if (active.Any(index => index >= mapper.InputSchema.Count))
            _getFeatures = input.GetGetter<VBuffer<float>>(features);
    }

    public DataViewSchema Schema => _mapper.OutputSchema;

    public bool IsActive(DataViewSchema.Column column)
    {
        CheckColumn(column);
        return _active.Contains(column.Index);
    }

    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
            throw new ArgumentOutOfRangeException(
                nameof(column), $"The column '{column.Name}' was not asked for when this cursor was made.");
        if (_mapper.IsInput(column)) return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);

        var output = _mapper.Model.Outputs.Columns[column.Index - _mapper.InputSchema.Count];
        return output.CreateGetter(this) as ValueGetter<TValue> ??
            throw new InvalidOperationException(
                $"The column '{column.Name}' is {column.Type} and cannot be read as {typeof(TValue).Name}.");
    }

    ReadOnlySpan<float> IRowScores.Current
    {
        get
        {
            ScoreRow();
            return _scores;
        }
    }

    private void ScoreRow()
    {
        if (_scoredPosition == _input.Position) return;
        _getFeatures!(ref _features);
        _features.CopyTo(_dense);
        _mapper.Model.Scorer.Score(_dense, _scores);
        _scoredPosition = _input.Position;
    }

    private void CheckColumn(DataViewSchema.Column column)
    {
        if (column.Index >= Schema.Count || Schema[column.Index].Name != column.Name)
            throw new ArgumentOutOfRangeException(
                nameof(column), $"The column '{column.Name}' must be one of this cursor's schema.");
    }
}
