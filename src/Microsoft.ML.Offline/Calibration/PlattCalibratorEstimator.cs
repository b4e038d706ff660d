using Microsoft.ML.Runtime;

namespace Microsoft.ML.Calibrators;

public sealed class PlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    internal PlattCalibratorEstimator(
        IHostEnvironment env, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(env, labelColumnName, scoreColumnName, exampleWeightColumnName) =>
        Check.NonEmpty(labelColumnName, nameof(labelColumnName));

    private protected override PlattCalibrator FitCore(IDataView input) => new PlattScaling(ReadExamples(input)).Fit();

    private protected override PlattCalibratorTransformer Create(PlattCalibrator calibrator, string scoreColumnName) =>
        new(calibrator, scoreColumnName);
}

public sealed class FixedPlattCalibratorEstimator : CalibratorEstimatorBase<PlattCalibrator>
{
    private readonly PlattCalibrator _calibrator;

    internal FixedPlattCalibratorEstimator(IHostEnvironment env, double slope, double offset, string scoreColumnName)
        : base(env, null, scoreColumnName, null) => _calibrator = new(slope, offset);

    private protected override PlattCalibrator FitCore(IDataView input) => _calibrator;

    private protected override PlattCalibratorTransformer Create(PlattCalibrator calibrator, string scoreColumnName) =>
        new(calibrator, scoreColumnName);
}
