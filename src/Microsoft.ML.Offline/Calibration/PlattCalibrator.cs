using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(PlattCalibrator), null, typeof(SignatureLoadModel), "Platt calibrator", PlattCalibrator.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>A sigmoid of the score: probability = 1 / (1 + exp(Slope * score + Offset)).</summary>
public sealed class PlattCalibrator : ICalibrator, ICanSaveModel
{
    internal const string LoaderSignature = "PlattCaliExec";

    internal PlattCalibrator(double slope, double offset)
    {
        Slope = slope;
        Offset = offset;
    }

    public double Slope { get; }

    public double Offset { get; }

    private static VersionInfo Version => ModelVersion.Of<PlattCalibrator>("PLATTCAL", LoaderSignature);

    public float PredictProbability(float output) =>
        float.IsNaN(output) ? output : (float)(1 / (1 + Math.Exp(Slope * output + Offset)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Slope);
        ctx.Writer.Write(Offset);
    }

    private static PlattCalibrator Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var calibrator = new PlattCalibrator(ctx.Reader.ReadDouble(), ctx.Reader.ReadDouble());
        Check.Decode(
            double.IsFinite(calibrator.Slope) && double.IsFinite(calibrator.Offset),
            $"Corrupt model file: a sigmoid of slope {calibrator.Slope} and offset {calibrator.Offset}.");
        return calibrator;
    }
}
