using MathNet.Numerics.Random;

namespace MLNet.Mlp.Core.Tests;

public class OrthogonalMatrixTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(20, 20)]
    [InlineData(12, 31)]
    [InlineData(31, 12)]
    [InlineData(300, 200)]
    public void The_fewer_of_rows_and_columns_are_orthonormal(int rowCount, int columnCount)
    {
        var layer = new DenseLayer(columnCount, rowCount, Activation.Tanh);
        WeightInitializer.Fill(layer, WeightInitialization.Orthogonal, new Xoshiro256StarStar(3, threadSafe: false));

        var byRows = rowCount <= columnCount;
        var few = Math.Min(rowCount, columnCount);
        for (var one = 0; one < few; one++)
            for (var other = 0; other < few; other++)
            {
                double dot = 0;
                for (var i = 0; i < Math.Max(rowCount, columnCount); i++) dot += At(one, i) * At(other, i);
                // Numbers of length 1 together, each rounded to float.
                new Tolerance(0, 1e-6).Check(one == other ? 1 : 0, dot, $"{one} . {other}");
            }

        double At(int which, int i) => layer.Weights[byRows ? which * columnCount + i : i * columnCount + which];
    }

    [Fact]
    public void Each_piece_of_maxout_has_a_matrix_of_its_own()
    {
        var layer = new DenseLayer(9, 5, Activation.Maxout, pieces: 3);
        WeightInitializer.Fill(layer, WeightInitialization.Orthogonal, new Xoshiro256StarStar(3, threadSafe: false));
        for (var piece = 0; piece < 3; piece++)
            for (var one = 0; one < 5; one++)
                for (var other = 0; other < 5; other++)
                {
                    double dot = 0;
                    for (var i = 0; i < 9; i++) dot += At(one, i) * At(other, i);
                    new Tolerance(0, 1e-6).Check(one == other ? 1 : 0, dot, $"piece {piece}, {one} . {other}");

                    double At(int unit, int i) => layer.Weights[(piece * 5 + unit) * 9 + i];
                }
    }

    [Fact]
    public void No_sign_is_preferred()
    {
        // Without the correction of signs, the decomposition would give some entries the same sign in all matrices.
        var random = new Xoshiro256StarStar(4, threadSafe: false);
        const int Count = 400;
        var weights = new float[9];
        var positive = new int[9];
        for (var repeat = 0; repeat < Count; repeat++)
        {
            OrthogonalMatrix.Fill(weights, 3, 3, random);
            for (var i = 0; i < weights.Length; i++) if (weights[i] > 0) positive[i]++;
        }
        // Of 400 fair coins 200 show heads, give or take 10; allowed are four times as many.
        Assert.All(positive, count => Assert.InRange(count, 160, 240));
    }
}
