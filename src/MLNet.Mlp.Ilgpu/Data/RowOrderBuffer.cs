using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Which rows to visit, on the device. There are two buffers in turn, so that the next rows are on their way
/// while the device works on the last; the host waits only where it is ahead by more.</summary>
internal sealed class RowOrderBuffer(Gpu gpu) : IDisposable
{
    private const int LeastCapacity = 1024;

    private readonly Slot[] _slots = [new Slot(gpu), new Slot(gpu)];
    private int _next;

    /// <summary>Copies the indices of rows to the device, in the order of the stream.</summary>
    /// <returns>As many indices, valid until the call after the next.</returns>
    public ArrayView<int> Load(ReadOnlySpan<int> rows) => _slots[_next++ & 1].Load(rows);

    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
    }

    private sealed class Slot(Gpu gpu) : IDisposable
    {
        private readonly GrowingBuffer<int> _rows = new(gpu);
        private StagingBuffer? _staging;

        public ArrayView<int> Load(ReadOnlySpan<int> rows)
        {
            if (_staging is null || rows.Length > _rows.Capacity)
            {
                var capacity = Math.Max(rows.Length, LeastCapacity);
                _rows.Reserve(capacity);
                _staging?.Dispose();
                _staging = null; // Should there be no memory for the next.
                _staging = new StagingBuffer(gpu, checked(capacity * sizeof(int)));
            }
            rows.CopyTo(_staging.Write<int>());
            var view = _rows.First(rows.Length);
            _staging.CopyTo(view, rows.Length);
            return view;
        }

        public void Dispose()
        {
            _staging?.Dispose();
            _rows.Dispose();
        }
    }
}
