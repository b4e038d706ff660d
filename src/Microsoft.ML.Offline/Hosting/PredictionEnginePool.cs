using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Hosting;

namespace Microsoft.Extensions.ML;

/// <summary>Lends prediction engines, which are not safe for use by two threads, to one thread at a time.</summary>
public class PredictionEnginePool<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    private readonly WatchedModel? _source;
    private volatile Engines? _engines;

    internal PredictionEnginePool(WatchedModel? source) => _source = source;

    private WatchedModel Source => _source
        ?? throw new ArgumentException("The pool must have a model; got none. Try FromFile where it is added.");

    public ITransformer GetModel() => Source.Model;

    public PredictionEngine<TData, TPrediction> GetPredictionEngine()
    {
        var engines = Current();
        return engines.Idle.TryTake(out var engine)
            ? engine
            : Source.Context.Model.CreatePredictionEngine<TData, TPrediction>(
                engines.Model, new PredictionEngineOptions { OwnsTransformer = false });
    }

    /// <remarks>An engine of a model that has been replaced meanwhile is not lent again, unlike in ML.NET.</remarks>
    public void ReturnPredictionEngine(PredictionEngine<TData, TPrediction> engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var engines = Current();
        if (ReferenceEquals(engine.Transformer, engines.Model))
            engines.Idle.Add(engine);
        else
            engine.Dispose();
    }

    // Threads that find a new model at the same time may each begin a list for it. Those that get lost cost no more
    // than making a few engines anew.
    private Engines Current()
    {
        var (engines, model) = (_engines, Source.Model);
        if (!ReferenceEquals(engines?.Model, model))
            _engines = engines = new(model);
        return engines!;
    }

    private sealed class Engines(ITransformer model)
    {
        public ITransformer Model { get; } = model;

        public ConcurrentBag<PredictionEngine<TData, TPrediction>> Idle { get; } = [];
    }
}
