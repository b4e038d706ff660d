using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public sealed class UploaderTests : IDisposable
{
    private readonly Gpu _gpu = TestGpu.Create();

    public void Dispose() => _gpu.Dispose();

    /// <summary>Around the ends of blocks of 16 floats.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(100)]
    public void What_is_appended_in_any_pieces_arrives_in_order(int count)
    {
        using var uploader = new Uploader(_gpu, blockBytes: 64);
        using var buffer = _gpu.Allocate<float>(count + 1);
        float[] values = [.. Enumerable.Range(1, count)];
        for (var size = 1; size <= count; size = 2 * size + 1)
        {
            buffer.MemSetToZero(_gpu.Stream);
            var upload = uploader.To<float>(buffer.View);
            foreach (var piece in values.Chunk(size)) upload.Append(piece);
            upload.Finish();
            Assert.Equal([.. values, 0], Read(buffer));
        }
    }

    [Fact]
    public void Values_are_repeated_across_blocks()
    {
        using var uploader = new Uploader(_gpu, blockBytes: 64);
        using var buffer = _gpu.Allocate<float>(41);
        var upload = uploader.To<float>(buffer.View);
        upload.Append(3);
        upload.Fill(7, 0);
        upload.Fill(7, 38);
        upload.Append(5);
        upload.Finish();
        Assert.Equal([3, .. Enumerable.Repeat(7f, 38), 5, 0], Read(buffer));
    }

    [Fact]
    public void Elements_of_several_types_go_through_the_same_blocks()
    {
        using var uploader = new Uploader(_gpu, blockBytes: 64);
        using var longs = _gpu.Allocate<long>(20);
        using var ints = _gpu.Allocate<int>(20);
        long[] expected = [.. Enumerable.Range(0, 20).Select(i => i * 10_000_000_000L)];
        var upload = uploader.To<long>(longs.View);
        foreach (var value in expected) upload.Append(value);
        upload.Finish();
        var others = uploader.To<int>(ints.View);
        others.Append(Enumerable.Range(0, 20).ToArray());
        others.Finish();
        _gpu.Stream.Synchronize();
        Assert.Equal(expected, longs.GetAsArray1D());
        Assert.Equal(Enumerable.Range(0, 20), ints.GetAsArray1D());
    }

    private float[] Read(MemoryBuffer1D<float, Stride1D.Dense> buffer)
    {
        _gpu.Stream.Synchronize();
        return buffer.GetAsArray1D();
    }
}
