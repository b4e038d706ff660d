using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

public sealed class PlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    internal PlattCalibratorEstimator(
        IHostEnvironment env, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(env, labelColumnName, scoreColumnName, exampleWeightColumnName) =>
        Check.NonEmpty(labelColumnName, nameof(labelColumnName));

    private protected override PlattCalibrator Fit(
        IDataView input, string? labelColumnName, string scoreColumnName, string? weightColumnName)
    {
        var label = input.Schema[labelColumnName!];
        var score = input.RequireSingle(scoreColumnName, "score");
        DataViewSchema.Column[] weight =
            weightColumnName is null ? [] : [input.RequireSingle(weightColumnName, "weight")];

        var scaling = new PlattScaling();
        bool any = false;
        using var cursor = input.GetRowCursor([label, score, .. weight]);
        var labelGetter = cursor.GetLabelGetter(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        ValueGetter<float> weightGetter =
            weight is [var column] ? cursor.GetGetter<float>(column) : (ref float value) => value = 1;
        while (cursor.MoveNext())
        {
            Host.CheckAlive();
            float truth = 0, output = 0, importance = 0;
            labelGetter(ref truth);
            scoreGetter(ref output);
            weightGetter(ref importance);
            if (!float.IsFinite(truth) || !float.IsFinite(output) || !float.IsFinite(importance))
                continue;
            any = true;
            scaling.Add(output, truth > 0, importance);
        }
        return any ? scaling.Fit() : throw new InvalidOperationException("Calibrator trained on zero instances.");
    }

    private protected override PlattCalibratorTransformer Create(PlattCalibrator calibrator, string scoreColumnName) =>
        new(calibrator, scoreColumnName);
}

public sealed class FixedPlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    private readonly PlattCalibrator _calibrator;

    internal FixedPlattCalibratorEstimator(IHostEnvironment env, double slope, double offset, string scoreColumnName)
        : base(env, null, scoreColumnName, null) => _calibrator = new(slope, offset);

    private protected override PlattCalibrator Fit(
        IDataView input, string? labelColumnName, string scoreColumnName, string? weightColumnName) => _calibrator;

    private protected override PlattCalibratorTransformer Create(PlattCalibrator calibrator, string scoreColumnName) =>
        new(calibrator, scoreColumnName);
}
