using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Calibrators;

/// <summary>Learns to turn a score into a probability, in a new column "Probability".</summary>
public abstract class CalibratorEstimatorBase<TICalibrator> : IEstimator<CalibratorTransformer<TICalibrator>>
    where TICalibrator : class, ICalibrator
{
    private readonly IHost _host;
    private readonly string? _labelColumnName;
    private readonly string _scoreColumnName;
    private readonly string? _weightColumnName;

    private protected CalibratorEstimatorBase(
        IHostEnvironment env, string? labelColumnName, string scoreColumnName, string? weightColumnName)
    {
        Check.NonEmpty(scoreColumnName, nameof(scoreColumnName));
        _host = env.Register("Calibrator");
        _labelColumnName = labelColumnName;
        _scoreColumnName = scoreColumnName;
        _weightColumnName = weightColumnName;
    }

    public CalibratorTransformer<TICalibrator> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Create(FitCore(input), _scoreColumnName);
    }

    SchemaShape IEstimator<CalibratorTransformer<TICalibrator>>.GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var score = RequireScalar(inputSchema, _scoreColumnName, "score", NumberDataViewType.Single);
        if (_weightColumnName is not null)
            RequireScalar(inputSchema, _weightColumnName, "weight", NumberDataViewType.Single);
        if (_labelColumnName is not null)
            RequireScalar(inputSchema, _labelColumnName, "label", BooleanDataViewType.Instance);
        return inputSchema.With(
        [
            new(
                CalibratedScore.ColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false,
                new([ShapeEditing.NormalizedFlag, .. CalibratedScore.Annotations(score)])),
        ]);
    }

    private protected abstract TICalibrator FitCore(IDataView input);

    private protected abstract CalibratorTransformer<TICalibrator> Create(
        TICalibrator calibrator, string scoreColumnName);

    /// <summary>The rows of which everything is finite and the weight is not 0.</summary>
    private protected List<ScoredExample> ReadExamples(IDataView input)
    {
        var label = input.Schema[_labelColumnName!];
        var score = input.RequireSingle(_scoreColumnName, "score");
        DataViewSchema.Column[] weight =
            _weightColumnName is null ? [] : [input.RequireSingle(_weightColumnName, "weight")];

        var examples = new List<ScoredExample>();
        bool any = false;
        using var cursor = input.GetRowCursor([label, score, .. weight]);
        var labelGetter = cursor.GetLabelGetter(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        ValueGetter<float> weightGetter =
            weight is [var column] ? cursor.GetGetter<float>(column) : (ref float value) => value = 1;
        while (cursor.MoveNext())
        {
            _host.CheckAlive();
            float truth = 0, output = 0, importance = 0;
            labelGetter(ref truth);
            scoreGetter(ref output);
            weightGetter(ref importance);
            if (!float.IsFinite(truth) || !float.IsFinite(output) || !float.IsFinite(importance))
                continue;
            any = true;
            if (importance != 0)
                examples.Add(new(output, truth > 0, importance));
        }
        return any ? examples : throw new InvalidOperationException("Calibrator trained on zero instances.");
    }

    private static SchemaShape.Column RequireScalar(SchemaShape shape, string name, string role, DataViewType type)
    {
        var column = shape.Require(name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && !column.IsKey && column.ItemType.Equals(type)
            ? column
            : throw SchemaErrors.Mismatch("inputSchema", role, name, $"{type}", column.GetTypeString());
    }
}
