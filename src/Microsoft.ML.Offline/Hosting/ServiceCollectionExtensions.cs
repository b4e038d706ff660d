using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.ML;

public static class ServiceCollectionExtensions
{
    public static PredictionEnginePoolBuilder<TData, TPrediction> AddPredictionEnginePool<TData, TPrediction>(
        this IServiceCollection services)
        where TData : class
        where TPrediction : class, new()
    {
        services.AddLogging();
        services.AddSingleton(provider => new PredictionEnginePool<TData, TPrediction>(
            provider.GetService<ModelOf<TData, TPrediction>>()?.Source));
        return new(services);
    }
}
