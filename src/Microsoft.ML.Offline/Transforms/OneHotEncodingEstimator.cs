using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly EstimatorChain<ITransformer> _chain;

    internal OneHotEncodingEstimator(
        IHostEnvironment env, ValueToKeyMappingEstimator.Options keys, OutputKind outputKind)
    {
        _chain = new EstimatorChain<ITransformer>().Append<ITransformer>(new ValueToKeyMappingEstimator(env, keys));
        if (outputKind is not (OutputKind.Key or OutputKind.Indicator or OutputKind.Bag))
            throw new NotSupportedException(
                $"outputKind must be Key, Indicator or Bag with this stand-in for ML.NET; got {outputKind}.");
        if (outputKind == OutputKind.Key)
            return;
        var outputs = Array.ConvertAll(keys.Columns, pair => (pair.outputColumnName, pair.outputColumnName));
        _chain = _chain.Append<ITransformer>(new KeyToVectorMappingEstimator(outputKind == OutputKind.Bag, outputs));
    }

    public OneHotEncodingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new(_chain.Fit(input));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    public enum OutputKind : byte
    {
        Bag = 1,
        Indicator = 2,
        Key = 3,
        Binary = 4,
    }

    internal static class Defaults
    {
        public const OutputKind OutKind = OutputKind.Indicator;
    }
}
