using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class PartitionTests
{
    [Fact]
    public void Threads_own_whole_tiles_that_follow_each_other_and_are_as_many_as_can_be()
    {
        for (var count = 0; count < 100; count++)
            foreach (var tile in new[] { 2, 16 })
                for (var threads = 1; threads <= 9; threads++)
                {
                    var end = 0;
                    for (var thread = 0; thread < threads; thread++)
                    {
                        var part = Partition.Of(count, tile, thread, threads);
                        Assert.Equal(end, part.Start);
                        end = part.End;
                        Assert.True(end % tile == 0 || end == count);
                        Assert.True(part.End - part.Start <= (count + threads * tile - 1) / (threads * tile) * tile);
                    }
                    Assert.Equal((count, (0, 0)), (end, Partition.Of(count, tile, threads, threads)));
                }
    }
}
