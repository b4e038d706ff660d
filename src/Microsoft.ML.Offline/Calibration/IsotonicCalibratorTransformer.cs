using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(IsotonicCalibratorTransformer), null, typeof(SignatureLoadModel),
    "Isotonic calibration", IsotonicCalibratorTransformer.LoadName)]

namespace Microsoft.ML.Calibrators;

public sealed class IsotonicCalibratorTransformer : CalibratorTransformer<IsotonicCalibrator>
{
    internal const string LoadName = "PavCalibratTransf";

    internal IsotonicCalibratorTransformer(IsotonicCalibrator calibrator, string scoreColumnName)
        : base(calibrator, LoadName, scoreColumnName)
    {
    }

    private IsotonicCalibratorTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, ctx, LoadName)
    {
    }
}
