using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Calibrators;

/// <summary>Learns to turn a score into a probability, in a new column "Probability".</summary>
public abstract class CalibratorEstimatorBase<TICalibrator> : IEstimator<CalibratorTransformer<TICalibrator>>
    where TICalibrator : class, ICalibrator
{
    private readonly string? _labelColumnName;
    private readonly string _scoreColumnName;
    private readonly string? _weightColumnName;

    private protected CalibratorEstimatorBase(
        IHostEnvironment env, string? labelColumnName, string scoreColumnName, string? weightColumnName)
    {
        Check.NonEmpty(scoreColumnName, nameof(scoreColumnName));
        Host = env.Register("Calibrator");
        _labelColumnName = labelColumnName;
        _scoreColumnName = scoreColumnName;
        _weightColumnName = weightColumnName;
    }

    private protected IHost Host { get; }

    public CalibratorTransformer<TICalibrator> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Create(Fit(input, _labelColumnName, _scoreColumnName, _weightColumnName), _scoreColumnName);
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

    private protected abstract TICalibrator Fit(
        IDataView input, string? labelColumnName, string scoreColumnName, string? weightColumnName);

    private protected abstract CalibratorTransformer<TICalibrator> Create(
        TICalibrator calibrator, string scoreColumnName);

    private static SchemaShape.Column RequireScalar(SchemaShape shape, string name, string role, DataViewType type)
    {
        var column = shape.Require(name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && !column.IsKey && column.ItemType.Equals(type)
            ? column
            : throw SchemaErrors.Mismatch("inputSchema", role, name, $"{type}", column.GetTypeString());
    }
}
