using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options.Columns);
        if (options.KeyData is { Schema.Count: not 1 } keyData)
            throw new ArgumentException(
                $"keyData must have one column, the values to map; got {keyData.Schema.Count}.", nameof(options));
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _options = options;
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ValueToKeyMappingTransformer.Train(_host, input, _options);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_options.Columns.Select(pair =>
        {
            var source = inputSchema.Require(pair.inputColumnName);
            if (source.IsKey || !Scalars.IsSupported(source.ItemType))
                throw SchemaErrors.Mismatch(
                    nameof(inputSchema), "input", source.Name, Scalars.Supported, source.GetTypeString());
            var keyValues = new SchemaShape.Column(
                AnnotationUtils.Kinds.KeyValues,
                SchemaShape.Column.VectorKind.Vector,
                _options.KeyValuesAsText ? TextDataViewType.Instance : source.ItemType,
                false);
            return new SchemaShape.Column(
                pair.outputColumnName, source.Kind, NumberDataViewType.UInt32, true,
                new([.. source.Annotation(AnnotationUtils.Kinds.SlotNames), keyValues]));
        }));
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    internal static class Defaults
    {
        public const int MaximumNumberOfKeys = 1000000;
        public const KeyOrdinality Ordinality = KeyOrdinality.ByOccurrence;
        public const bool AddKeyValueAnnotationsAsText = false;
    }

    internal sealed record Options(
        (string outputColumnName, string inputColumnName)[] Columns,
        int MaximumNumberOfKeys,
        KeyOrdinality Ordinality,
        bool KeyValuesAsText,
        IDataView? KeyData);
}
