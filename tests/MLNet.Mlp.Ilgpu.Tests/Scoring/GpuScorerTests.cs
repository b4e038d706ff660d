using MLNet.Mlp.Backends;
using MLNet.Mlp.Core.Tests;

namespace MLNet.Mlp.Ilgpu.Tests;

/// <summary>What the contract of backends does not ask for: blocks of rows on two streams, and the end of a scorer.
/// </summary>
public class GpuScorerTests
{
    private static readonly Network _network = Network.Create(7, [6, 5], 3, Activation.Tanh, seed: 3);

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(129)]
    [InlineData(300)]
    public void Rows_of_several_blocks_score_as_those_of_one_do(int rowCount)
    {
        using var small = Create(blockLength: 1);
        using var large = Create(blockLength: 1 << 16);
        Assert.Equal((64, (1 << 16) / 7), (small.BlockRows, large.BlockRows));
        var features = TestRows.Features(TestRows.Noise(rowCount, 7, 3, seed: rowCount));
        Assert.Equal(Score(large, features, rowCount), Score(small, features, rowCount));
    }

    [Fact]
    public void Rows_are_scored_one_after_another_by_more_and_by_less()
    {
        using var scorer = Create(blockLength: 1);
        var features = TestRows.Features(TestRows.Noise(200, 7, 3, seed: 1));
        var expected = Score(scorer, features, 200);
        foreach (var count in new[] { 1, 150, 0, 64, 3 })
            Assert.Equal(expected[..(3 * count)], Score(scorer, features[..(7 * count)], count));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(1 << 16)]
    public void Sparse_rows_of_several_blocks_score_as_they_do_when_dense(int blockLength)
    {
        // Some without non-zeros, and some with more than half of the smallest block.
        const int RowCount = 150;
        var features = new SparseFeatures(7);
        for (var row = 0; row < RowCount; row++)
        {
            int[] columns = [.. Enumerable.Range(0, 7).Where(column => (row * 5 + column * column) % 7 < row % 8)];
            features.AppendRow(columns, [.. columns.Select(column => column - 2.5f + row % 3)]);
        }
        var dense = new float[RowCount * 7];
        for (var row = 0; row < RowCount; row++) features.CopyRowTo(row, dense.AsSpan(7 * row));
        using var scorer = Create(blockLength);
        var scores = new float[RowCount * 3];

        scorer.Score(features, scores);

        new Tolerance(1e-5, 1e-6).Check(
            [.. Score(scorer, dense, RowCount).Select(score => (double)score)], scores, "scores");
    }

    [Fact]
    public void A_scorer_outlives_its_backend()
    {
        var backend = TestGpu.CreateBackend();
        var scorer = (GpuScorer)backend.CreateScorer(_network);
        backend.Dispose();
        Score(scorer, new float[7], 1);

        scorer.Dispose();
        scorer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Score(scorer, new float[7], 1));
    }

    [Fact]
    public void A_scorer_that_is_disposed_gives_the_device_back()
    {
        var device = TestGpu.OpenAnother();
        var scorer = new GpuScorer(device, device.CreateGpu(), _network);
        Score(scorer, new float[7], 1);
        device.Dispose();
        scorer.Dispose();
        Assert.Throws<ObjectDisposedException>(device.CreateGpu);
    }

    private static GpuScorer Create(int blockLength)
    {
        using var device = TestGpu.Share();
        return new GpuScorer(device, device.CreateGpu(), _network, blockLength);
    }

    private static float[] Score(GpuScorer scorer, float[] features, int rowCount)
    {
        var scores = new float[3 * rowCount];
        scorer.Score(features, scores);
        return scores;
    }
}
