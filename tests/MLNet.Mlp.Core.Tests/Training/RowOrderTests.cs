namespace MLNet.Mlp.Core.Tests;

public class RowOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void An_order_is_a_permutation(int rowCount) =>
        Assert.Equal(TestRows.InOrder(rowCount), Shuffle(rowCount, 3, 4).Order());

    [Fact]
    public void The_order_depends_on_seed_and_epoch_alone()
    {
        Assert.Equal(Shuffle(100, 3, 4), Shuffle(100, 3, 4));
        Assert.NotEqual(Shuffle(100, 3, 4), Shuffle(100, 3, 5));
        Assert.NotEqual(Shuffle(100, 3, 4), Shuffle(100, 4, 4));
        Assert.NotEqual(Shuffle(100, 3, 4), Shuffle(100, 4, 3));

        var rows = Shuffle(100, 9, 9);
        RowOrder.Shuffle(rows, 3, 4);
        Assert.Equal(Shuffle(100, 3, 4), rows);
    }

    [Fact]
    public void Every_row_comes_to_every_place_equally_often()
    {
        const int RowCount = 8, Epochs = 8000;
        var counts = new int[RowCount, RowCount];
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            var rows = Shuffle(RowCount, 1, epoch);
            for (var place = 0; place < RowCount; place++) counts[place, rows[place]]++;
        }
        // Binomial with mean 1000 and standard deviation 30: five of them.
        foreach (var count in counts) Assert.InRange(count, 850, 1150);
    }

    [Fact]
    public void All_orders_come_equally_often()
    {
        var counts = new Dictionary<string, int>();
        for (var epoch = 1; epoch <= 24_000; epoch++)
        {
            var order = string.Concat(Shuffle(4, epoch / 100, epoch));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    private static int[] Shuffle(int rowCount, int seed, int epoch)
    {
        var rows = new int[rowCount];
        RowOrder.Shuffle(rows, seed, epoch);
        return rows;
    }
}
