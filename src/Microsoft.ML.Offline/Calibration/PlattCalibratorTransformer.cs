using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(PlattCalibratorTransformer), null, typeof(SignatureLoadModel),
    "Platt calibration", PlattCalibratorTransformer.LoadName)]

namespace Microsoft.ML.Calibrators;

public sealed class PlattCalibratorTransformer : CalibratorTransformer<PlattCalibrator>
{
    internal const string LoadName = "PlattCalibratTransf";

    internal PlattCalibratorTransformer(PlattCalibrator calibrator, string scoreColumnName)
        : base(calibrator, LoadName, scoreColumnName)
    {
    }

    private PlattCalibratorTransformer(IHostEnvironment env, ModelLoadContext ctx) : base(env, ctx, LoadName)
    {
    }
}
