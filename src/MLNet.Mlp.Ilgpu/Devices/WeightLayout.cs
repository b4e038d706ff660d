namespace MLNet.Mlp.Backends;

/// <summary>Weights are sumCount x inputSize in a <see cref="DenseLayer"/>, and inputSize x sumCount on the device.
/// </summary>
internal static class WeightLayout
{
    private const int Side = 32;

    /// <summary>From one to the other, in squares, as one of the two is walked against its grain.</summary>
    /// <param name="values">rowCount x columnCount.</param>
    /// <param name="rowCount">Rows of the matrix given.</param>
    /// <param name="columnCount">Columns of the matrix given.</param>
    public static float[] Transpose(float[] values, int rowCount, int columnCount)
    {
        var transposed = new float[values.Length];
        for (var firstRow = 0; firstRow < rowCount; firstRow += Side)
            for (var firstColumn = 0; firstColumn < columnCount; firstColumn += Side)
                for (var row = firstRow; row < Math.Min(firstRow + Side, rowCount); row++)
                    for (var column = firstColumn; column < Math.Min(firstColumn + Side, columnCount); column++)
                        transposed[column * rowCount + row] = values[row * columnCount + column];
        return transposed;
    }
}
