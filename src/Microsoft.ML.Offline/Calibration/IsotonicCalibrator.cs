using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(IsotonicCalibrator), null, typeof(SignatureLoadModel),
    "Isotonic calibrator", IsotonicCalibrator.LoaderSignature)]

namespace Microsoft.ML.Calibrators;

/// <summary>
/// A probability that rises with the score: constant from the least to the greatest score of each piece, a straight
/// line from piece to piece, and never quite 0.
/// </summary>
public sealed class IsotonicCalibrator : ICalibrator, ICanSaveInside
{
    internal const string LoaderSignature = "PAVCaliExec";

    private const float SmallestProbability = 1e-15f;

    public readonly ImmutableArray<float> Mins;
    public readonly ImmutableArray<float> Maxes;
    public readonly ImmutableArray<float> Values;

    internal IsotonicCalibrator(
        ImmutableArray<float> mins, ImmutableArray<float> maxes, ImmutableArray<float> values)
    {
        Mins = mins;
        Maxes = maxes;
        Values = values;
    }

    private static VersionInfo Version => ModelVersion.Of<IsotonicCalibrator>("PAV  CAL", LoaderSignature);

    public float PredictProbability(float output) =>
        float.IsNaN(output) ? output : Math.Max(ValueAt(output), SmallestProbability);

    void ICanSaveInside.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(Values.Length);
        foreach (var array in new[] { Mins, Maxes, Values })
        {
            foreach (float value in array)
                ctx.Writer.Write(value);
        }
    }

    private static IsotonicCalibrator Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        int count = ctx.Reader.ReadInt32();
        Check.Decode(
            count >= 0 && count <= ctx.Reader.BaseStream.Length,
            $"Corrupt model file: {count} pieces of a calibrator.");
        return new(Read(), Read(), Read());

        ImmutableArray<float> Read() => [.. Enumerable.Range(0, count).Select(_ => ctx.Reader.ReadSingle())];
    }

    private float ValueAt(float score)
    {
        if (Values.IsEmpty)
            return 0;
        if (score <= Mins[0])
            return Values[0];
        if (score >= Maxes[^1])
            return Values[^1];
        int piece = Maxes.BinarySearch(score);
        piece = piece < 0 ? ~piece : piece;
        if (score >= Mins[piece])
            return Values[piece];
        float share = (score - Maxes[piece - 1]) / (Mins[piece] - Maxes[piece - 1]);
        return Values[piece - 1] + share * (Values[piece] - Values[piece - 1]);
    }
}
