using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Importance;

/// <summary>
/// The same model with the interface that ML.NET looks for in a chain. It is internal, so a proxy of this class
/// implements it, which overrides what that interface has, too.
/// </summary>
public class FindableModel : DispatchProxy, IPredictionTransformer<object>
{
    private ISingleFeaturePredictionTransformer<object>? _model;

    public virtual object Model => Inner.Model;

    public virtual bool IsRowToRowMapper => Inner.IsRowToRowMapper;

    private ISingleFeaturePredictionTransformer<object> Inner => _model ?? throw new InvalidOperationException();

    public static ITransformer Of(ISingleFeaturePredictionTransformer<object> model)
    {
        var contract = typeof(ISingleFeaturePredictionTransformer<>).Assembly.GetType(
            "Microsoft.ML.ISingleFeaturePredictionTransformer", throwOnError: true)!;
        var proxy = Create(contract, typeof(FindableModel));
        ((FindableModel)proxy)._model = model;
        return (ITransformer)proxy;
    }

    public virtual IDataView Transform(IDataView input) => Inner.Transform(input);

    public virtual DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Inner.GetOutputSchema(inputSchema);

    public virtual IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        Inner.GetRowToRowMapper(inputSchema);

    public virtual void Save(ModelSaveContext ctx) => Inner.Save(ctx);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_FeatureColumnName" => Inner.FeatureColumnName,
        _ => targetMethod.Invoke(Inner, BindingFlags.DoNotWrapExceptions, null, args, null),
    };
}
