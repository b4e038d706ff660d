using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

/// <summary>Adds a column "Probability" with the calibrated score.</summary>
public abstract class CalibratorTransformer<TICalibrator> :
    RowToRowTransformerBase, ISingleFeaturePredictionTransformer<TICalibrator>, ISingleFeaturePredictionTransformer
    where TICalibrator : class, ICalibrator
{
    private readonly TICalibrator _calibrator;
    private readonly string _loaderSignature;
    private readonly string _scoreColumnName;

    private protected CalibratorTransformer(TICalibrator calibrator, string loaderSignature, string scoreColumnName)
    {
        _calibrator = calibrator;
        _loaderSignature = loaderSignature;
        _scoreColumnName = scoreColumnName;
    }

    private protected CalibratorTransformer(IHostEnvironment env, ModelLoadContext ctx, string loaderSignature)
    {
        _loaderSignature = loaderSignature;
        ctx.CheckAtModel(Version);
        _calibrator = ctx.LoadModel<TICalibrator>(env, "Calibrator");
        _scoreColumnName = ctx.LoadNonEmptyString();
    }

    // As in ML.NET: the name is that of the default, whatever column is calibrated.
    string ISingleFeaturePredictionTransformer<TICalibrator>.FeatureColumnName => "Score";

    string ISingleFeaturePredictionTransformer.FeatureColumnName => "Score";

    DataViewType ISingleFeaturePredictionTransformer<TICalibrator>.FeatureColumnType => NumberDataViewType.Single;

    TICalibrator IPredictionTransformer<TICalibrator>.Model => _calibrator;

    private VersionInfo Version => ModelVersion.Of<PlattCalibrator>("CALTRANS", _loaderSignature);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(_calibrator, "Calibrator");
        ctx.SaveNonEmptyString(_scoreColumnName);
    }

    private protected override AddedColumn[] MakeColumns(DataViewSchema inputSchema)
    {
        var score = inputSchema.GetColumnOrNull(_scoreColumnName)
            ?? throw new InvalidOperationException($"The data to calibrate contains no '{_scoreColumnName}' column.");
        var column = new DataViewSchema.DetachedColumn(
            CalibratedScore.ColumnName, NumberDataViewType.Single, CalibratedScore.Annotations(score));
        return [new(column, [score.Index], row => MakeGetter(row, score.Index))];
    }

    private ValueGetter<float> MakeGetter(DataViewRow row, int scoreIndex)
    {
        var getter = row.GetGetter<float>(row.Schema[scoreIndex]);
        return (ref float value) =>
        {
            getter(ref value);
            value = _calibrator.PredictProbability(value);
        };
    }
}
