using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public unsafe class ColumnSumsTests
{
    private const int RowCount = 37, ColumnCount = 49;

    [Fact]
    public void Sums_are_those_of_additions_row_by_row()
    {
        var (x, y, means) = (Noise(1), Noise(2), new double[64]);
        for (var j = 0; j < ColumnCount; j++) means[j] = j / 10.0;
        double[] sums = new double[64], squares = new double[64], products = new double[64];
        ColumnSums.Sum(x.Row(0), x.Stride, RowCount, 0, 64, sums);
        ColumnSums.SumSquaredDeviations(x.Row(0), x.Stride, RowCount, 0, 64, means, squares);
        ColumnSums.SumProducts(x.Row(0), x.Stride, y.Row(0), y.Stride, RowCount, 0, 64, products);

        for (var j = 0; j < ColumnCount; j++)
        {
            double sum = 0, square = 0, product = 0;
            for (var row = 0; row < RowCount; row++)
            {
                double xHere = x.Values(row)[j];
                sum += xHere;
                square += (xHere - means[j]) * (xHere - means[j]);
                product += xHere * y.Values(row)[j];
            }
            Assert.Equal((sum, square, product), (sums[j], squares[j], products[j]));
        }
    }

    [Fact]
    public void Only_the_columns_asked_for_are_written()
    {
        var sums = Enumerable.Repeat(7.0, 64).ToArray();
        var (x, whole) = (Noise(1), new double[64]);
        ColumnSums.Sum(x.Row(0), x.Stride, RowCount, 0, 64, whole);
        ColumnSums.Sum(x.Row(0), x.Stride, RowCount, 16, 48, sums);
        GC.KeepAlive(x);
        Assert.Equal(whole[16..48], sums[16..48]);
        Assert.All([.. sums[..16], .. sums[48..]], sum => Assert.Equal(7, sum));
    }

    private static PaddedMatrix Noise(int seed)
    {
        var random = new Random(seed);
        var matrix = new PaddedMatrix(RowCount, ColumnCount);
        for (var row = 0; row < RowCount; row++)
            foreach (ref var value in matrix.Values(row)) value = 2 * random.NextSingle() - 1;
        return matrix;
    }
}
