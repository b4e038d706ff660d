using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

/// <summary>The end of a pipeline: keeps the shape that the estimators before it announced.</summary>
internal sealed class ShapeProbe : IEstimator<ITransformer>
{
    private SchemaShape? _seen;

    /// <summary>The column as announced before training, not as it came out.</summary>
    public static SchemaShape.Column Announced(IEstimator<ITransformer> estimator, IDataView data, string column)
    {
        var probe = new ShapeProbe();
        estimator.Append(probe).Fit(data);
        return Assert.Single(probe._seen!, c => c.Name == column);
    }

    public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _seen = inputSchema;
}
