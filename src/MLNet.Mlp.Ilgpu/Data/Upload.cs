using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>Fills a view of the device with what is appended; complete after <see cref="Finish"/>, and for the stream
/// only. One at a time.</summary>
internal ref struct Upload<T>(Uploader uploader, ArrayView<T> view) where T : unmanaged
{
    private StagingBuffer? _block;
    private Span<T> _rest;
    private int _used;
    private long _position;

    public void Append(ReadOnlySpan<T> values)
    {
        while (values.Length > 0)
        {
            var part = Free(values.Length);
            values[..part.Length].CopyTo(part);
            values = values[part.Length..];
        }
    }

    public void Append(T value) => Free(1)[0] = value;

    /// <summary>Appends the same value several times.</summary>
    public void Fill(T value, int count)
    {
        while (count > 0)
        {
            var part = Free(count);
            part.Fill(value);
            count -= part.Length;
        }
    }

    /// <summary>Sends off what has been appended.</summary>
    public void Finish()
    {
        _block?.CopyTo(view.SubView(_position, _used), _used);
        _position += _used;
        (_block, _used) = (null, 0);
        _rest = default;
    }

    /// <summary>Room for some elements, at most <paramref name="count"/> and at least 1, that counts as used.</summary>
    private Span<T> Free(int count)
    {
        if (_rest.IsEmpty)
        {
            Finish();
            _block = uploader.NextBlock();
            _rest = _block.Write<T>();
        }
        var part = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[part.Length..];
        _used += part.Length;
        return part;
    }
}
