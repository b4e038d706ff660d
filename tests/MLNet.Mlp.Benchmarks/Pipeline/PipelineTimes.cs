using Microsoft.ML;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Where the time of a pipeline goes, in seconds. Each stage is measured with all before it, and what these
/// take alone is subtracted; so the stages add up to the whole.</summary>
internal sealed class PipelineTimes
{
    private readonly double _raw, _prepare, _prepared, _ours, _fit, _score;
    private readonly int _passes;

    /// <summary>Measures.</summary>
    public PipelineTimes(MLContext mlContext, PipelineCase pipeline, Effort effort)
    {
        _passes = pipeline.PreparationPasses;
        var preparation = pipeline.Preparation.Fit(pipeline.Raw);
        var prepared = preparation.Transform(pipeline.Raw);
        var trainer = mlContext.MulticlassClassification.Trainers.Mlp(pipeline.Options);
        var scored = trainer.Fit(prepared).Transform(prepared);

        RowCount = DataViews.Read(pipeline.Raw, pipeline.RawColumns);
        _raw = effort.BestOf(() => DataViews.Read(pipeline.Raw, pipeline.RawColumns));
        _prepare = effort.BestOf(() => pipeline.Preparation.Fit(pipeline.Raw));
        _prepared = effort.BestOf(() => DataViews.Read(prepared, ["Label", "Features"]));
        _ours = effort.BestOf(() => DataViews.ReadToTrain(mlContext, prepared, pipeline.Options));
        _fit = effort.BestOf(() => trainer.Fit(prepared));
        _score = effort.BestOf(() => DataViews.Read(scored, ["Score"]));
    }

    /// <summary>Rows of the data.</summary>
    public long RowCount { get; }

    /// <summary>Fitting the whole pipeline, and scoring all rows.</summary>
    public double Total => _prepare + _fit + _score;

    /// <summary>What each stage takes.</summary>
    public IEnumerable<(string Stage, double Seconds)> Stages =>
    [
        ("reading: ML.NET's cursor over the raw data, in all passes", (_passes + 2) * _raw),
        ("normalizing: fitting it, and applying it in two passes", _prepare - _passes * _raw + 2 * (_prepared - _raw)),
        ("copying the rows for training", _ours - _prepared),
        ("training", _fit - _ours),
        ("scoring", _score - _prepared),
    ];
}
