using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class PanelPartitionTests
{
    [Fact]
    public void Every_row_of_every_panel_has_one_owner_and_parts_are_whole_units()
    {
        foreach (var columnCount in new[] { 1, 10, 64, 100, 128, 500 })
            foreach (var rowCount in new[] { 0, 1, 5, 12, 64, 100 })
                foreach (var unit in new[] { 2, 12 })
                    for (var threads = 1; threads <= 9; threads++)
                        for (var panel = 0; panel < (columnCount + 63) / 64; panel++)
                        {
                            var end = 0;
                            for (var thread = 0; thread < threads; thread++)
                            {
                                var part = new PanelPartition(rowCount, columnCount, unit, thread, threads)
                                    .RowsOf(panel);
                                Assert.Equal(end, part.Start);
                                end = part.End;
                                Assert.True(end % unit == 0 || end == rowCount);
                            }
                            Assert.Equal(rowCount, end);
                            Assert.Equal((0, 0),
                                new PanelPartition(rowCount, columnCount, unit, threads, threads).RowsOf(panel));
                        }
    }

    [Theory]
    [InlineData(784, 128, 2)]
    [InlineData(1024, 1024, 4)]
    public void Threads_own_whole_panels_where_they_can(int rowCount, int columnCount, int threads)
    {
        for (var thread = 0; thread < threads; thread++)
            for (var panel = 0; panel < columnCount / 64; panel++)
            {
                var (start, end) = new PanelPartition(rowCount, columnCount, 12, thread, threads).RowsOf(panel);
                Assert.Contains(end - start, new[] { 0, rowCount });
            }
    }

    [Theory]
    [InlineData(784, 144, 2)]
    [InlineData(784, 10, 3)]
    [InlineData(1000, 100, 16)]
    public void Parts_are_about_as_large(int rowCount, int columnCount, int threads)
    {
        var vectors = (columnCount + 15) / 16;
        var even = (double)rowCount * vectors / threads;
        for (var thread = 0; thread < threads; thread++)
        {
            var work = 0;
            for (var panel = 0; panel < (columnCount + 63) / 64; panel++)
            {
                var (start, end) = new PanelPartition(rowCount, columnCount, 12, thread, threads).RowsOf(panel);
                work += (end - start) * Math.Min(4, vectors - 4 * panel);
            }
            Assert.InRange(work, even - 2 * 12 * 4, even + 2 * 12 * 4);
        }
    }
}
