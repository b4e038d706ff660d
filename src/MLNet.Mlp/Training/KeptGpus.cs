namespace MLNet.Mlp;

/// <summary>Keeps GPUs open when training has ended: ML.NET has no place to say that there will be no more of it, and
/// the next <c>Fit</c>, of a cross-validation perhaps, then finds all kernels compiled. Thread-safe.</summary>
/// <param name="open">Opens a GPU by its number, or shares it where it is open; what it returns closes it with the last
/// that share it. One that has failed is not shared.</param>
internal sealed class KeptGpus(Func<int, IDisposable> open)
{
    private readonly Dictionary<int, IDisposable> _byId = [];

    /// <summary>Opens a GPU, and keeps it open until this process ends or it fails. What was kept under its number
    /// is let go only after that: it is the same GPU, unless that has failed.</summary>
    /// <exception cref="Exception">It cannot be opened.</exception>
    public void Keep(int id)
    {
        lock (_byId)
        {
            var gpu = open(id);
            if (_byId.TryGetValue(id, out var last)) last.Dispose();
            _byId[id] = gpu;
        }
    }
}
