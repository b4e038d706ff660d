using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>The getters of one row or cursor of scored data. A row is scored once, whichever of the model's columns are
/// read and in whichever order.</summary>
internal sealed class ScoringGetters
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
        var network = mapper.Transformer.Model.Network;
        _dense = new float[network.InputSize];
        _scores = new float[network.OutputSize];
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

        Delegate getter = column.Name == OutputColumns.Score
            ? new ValueGetter<VBuffer<float>>(GetScore)
            : new ValueGetter<uint>(GetPredictedLabel);
        return getter as ValueGetter<TValue> ??
            throw new InvalidOperationException(
                $"The column '{column.Name}' is {column.Type} and cannot be read as {typeof(TValue).Name}.");
    }

    private void GetScore(ref VBuffer<float> destination)
    {
        ScoreRow();
        var editor = VBufferEditor.Create(ref destination, _scores.Length);
        _scores.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>The key of the most probable class; missing, 0, if there is no telling.</summary>
    private void GetPredictedLabel(ref uint destination)
    {
        ScoreRow();
        destination = float.IsNaN(_scores[0]) ? 0 : (uint)TensorPrimitives.IndexOfMax<float>(_scores) + 1;
    }

    private void ScoreRow()
    {
        if (_scoredPosition == _input.Position) return;
        _getFeatures!(ref _features);
        _features.CopyTo(_dense);
        _mapper.Transformer.Scorer.Score(_dense, _scores);
        _scoredPosition = _input.Position;
    }

    private void CheckColumn(DataViewSchema.Column column)
    {
        if (column.Index >= Schema.Count || Schema[column.Index].Name != column.Name)
            throw new ArgumentOutOfRangeException(
                nameof(column), $"The column '{column.Name}' must be one of this cursor's schema.");
    }
}
