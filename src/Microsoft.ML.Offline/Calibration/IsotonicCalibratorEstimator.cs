using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

public sealed class IsotonicCalibratorEstimator : CalibratorEstimatorBase<IsotonicCalibrator>
{
    internal IsotonicCalibratorEstimator(
        IHostEnvironment env, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(env, labelColumnName, scoreColumnName, exampleWeightColumnName) =>
        Check.NonEmpty(labelColumnName, nameof(labelColumnName));

    private protected override IsotonicCalibrator FitCore(IDataView input) =>
        IsotonicRegression.Fit(ReadExamples(input));

    private protected override IsotonicCalibratorTransformer Create(
        IsotonicCalibrator calibrator, string scoreColumnName) => new(calibrator, scoreColumnName);
}
