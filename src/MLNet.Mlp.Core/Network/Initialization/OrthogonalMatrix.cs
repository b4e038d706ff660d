using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.Random;

namespace MLNet.Mlp;

/// <summary>Random matrices whose rows or columns, whichever are fewer, are orthonormal (Saxe, McClelland and Ganguli,
/// 2014): they keep the length of a signal, or of its gradient, exactly.</summary>
internal static class OrthogonalMatrix
{
    /// <summary>
    /// Fills a row-major matrix with the Q of the QR decomposition of a matrix of standard normals. The decomposition
    /// leaves the signs of Q's columns open; the choice that makes R's diagonal positive is the one under which Q is
    /// uniformly distributed (Mezzadri, 2007).
    /// </summary>
    public static void Fill(Span<float> weights, int rowCount, int columnCount, RandomSource random)
    {
        var (tall, few) = (Math.Max(rowCount, columnCount), Math.Min(rowCount, columnCount));
        var normals = Matrix<double>.Build.Dense(tall, few, (_, _) => Normal.Sample(random, 0, 1));
        var qr = normals.QR(QRMethod.Thin);
        var (q, signs) = (qr.Q, qr.R.Diagonal().Map(entry => (double)Math.Sign(entry)));
        for (var row = 0; row < rowCount; row++)
            for (var column = 0; column < columnCount; column++)
            {
                var (along, across) = rowCount >= columnCount ? (row, column) : (column, row);
                weights[row * columnCount + column] = (float)(q[along, across] * signs[across]);
            }
    }
}
