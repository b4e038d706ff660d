using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly Type _trainer;
    private readonly long _maximumExampleCount;
    private readonly bool _fixZero;

    /// <param name="env">Where fitting is canceled.</param>
    /// <param name="columns">The columns to normalize, and where to.</param>
    /// <param name="trainer">The open generic <see cref="AffineTrainer{T}"/> that knows the method.</param>
    /// <param name="maximumExampleCount">The number of rows to learn from.</param>
    /// <param name="fixZero">Whether zero stays zero.</param>
    internal NormalizingEstimator(
        IHostEnvironment env,
        (string outputColumnName, string inputColumnName)[] columns,
        Type trainer,
        long maximumExampleCount,
        bool fixZero)
    {
        if (maximumExampleCount <= 1)
            throw new ArgumentOutOfRangeException(
                nameof(maximumExampleCount), $"maximumExampleCount must be greater than 1; got {maximumExampleCount}.");
        _host = env.Register(nameof(NormalizingEstimator));
        _columns = columns;
        _trainer = trainer;
        _maximumExampleCount = maximumExampleCount;
        _fixZero = fixZero;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var sources = Array.ConvertAll(_columns, pair => input.Schema.Require(pair.inputColumnName));
        foreach (var source in sources)
            NormalizingTransformer.CheckType(source);

        using var cursor = input.GetRowCursor(sources);
        var trainers = Array.ConvertAll(sources, source => Columns.Create<AffineTrainer>(
            _trainer, source.ItemType().RawType, cursor, source, _fixZero));
        for (long row = 0; row < _maximumExampleCount && cursor.MoveNext(); row++)
        {
            _host.CheckAlive();
            foreach (var trainer in trainers)
                trainer.Process();
        }
        return new(_columns, Array.ConvertAll(trainers, trainer => trainer.Build()));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            var source = inputSchema.Require(pair.inputColumnName);
            if (source.IsKey
                || source.Kind == SchemaShape.Column.VectorKind.VariableVector
                || (source.ItemType != NumberDataViewType.Single && source.ItemType != NumberDataViewType.Double))
                throw SchemaErrors.Mismatch(
                    nameof(inputSchema), "input", source.Name, NormalizingTransformer.Expected, source.GetTypeString());
            return new SchemaShape.Column(
                pair.outputColumnName, source.Kind, source.ItemType, false,
                new([ShapeEditing.NormalizedFlag, .. source.Annotation(AnnotationUtils.Kinds.SlotNames)]));
        }));
    }

    internal static class Defaults
    {
        public const bool EnsureZeroUntouched = true;
        public const bool MeanVarCdf = false;
        public const long MaximumExampleCount = 1000000000;
    }
}
