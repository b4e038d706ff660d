using Microsoft.ML.Hosting;

namespace Microsoft.Extensions.ML;

/// <summary>The model of one pool, found by the pool's types.</summary>
internal sealed record ModelOf<TData, TPrediction>(WatchedModel Source) : IDisposable
{
    public void Dispose() => Source.Dispose();
}
