namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>A stream that cannot be sought in, as of a network or of something that decompresses.</summary>
/// <param name="data">The bytes it starts with.</param>
/// <param name="endless">Whether zeros without end follow, as of a small archive that decompresses to more than any
/// memory holds.</param>
internal sealed class StreamWithoutLength(byte[] data, bool endless = false) : Stream
{
    /// <summary>Bytes that have been read.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var left = data.AsSpan((int)Math.Min(BytesRead, data.Length));
        left = left[..Math.Min(left.Length, buffer.Length)];
        left.CopyTo(buffer);
        buffer[left.Length..].Clear();
        var count = endless ? buffer.Length : left.Length;
        BytesRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
