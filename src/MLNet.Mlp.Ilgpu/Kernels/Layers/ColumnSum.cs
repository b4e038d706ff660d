using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>What is to be summed down the columns of a matrix.</summary>
internal interface IColumnTerm
{
    float Of(int row, int column);
}

/// <summary>Sums down columns, by a group for every 16 of them: its threads share the rows of each column, so that rows
/// are read in whole lines of the cache, and then one of them adds up what all have, in order.</summary>
internal static class ColumnSum
{
    /// <summary>Columns of a group; the group's size must be a multiple of it, and at most <see cref="MostThreads"/>.
    /// </summary>
    public const int Columns = 16;

    private const int MostThreads = 256;

    /// <summary>The column of this thread.</summary>
    public static int Column => Grid.IdxX * Columns + Group.IdxX % Columns;

    /// <summary>The first row of this thread.</summary>
    public static int FirstRow => Group.IdxX / Columns;

    /// <summary>Threads of a column: rows from one of a thread's rows to the next.</summary>
    public static int RowStep => Group.DimX / Columns;

    /// <summary>How many groups take all columns.</summary>
    public static int Groups(int columnCount) => (columnCount + Columns - 1) / Columns;

    /// <summary>The sum of the thread's column, for all threads. It must be called by all, also by those whose column
    /// does not exist.</summary>
    public static float Of<TTerm>(TTerm term, int rowCount, int columnCount) where TTerm : struct, IColumnTerm
    {
        var shared = SharedMemory.Allocate<float>(MostThreads);
        var sum = 0f;
        if (Column < columnCount)
            for (var row = FirstRow; row < rowCount; row += RowStep) sum += term.Of(row, Column);
        shared[Group.IdxX] = sum;
        Group.Barrier();
        var total = 0f;
        for (var i = Group.IdxX % Columns; i < Group.DimX; i += Columns) total += shared[i];
        Group.Barrier(); // Before the memory is written again.
        return total;
    }
}

/// <summary>The elements themselves.</summary>
internal readonly struct ElementTerm(MatrixView matrix) : IColumnTerm
{
    private readonly MatrixView _matrix = matrix;

    public float Of(int row, int column) => _matrix.Values[_matrix.Row(row) + column];
}

/// <summary>The elements times those of another matrix.</summary>
internal readonly struct ProductTerm(MatrixView first, MatrixView second) : IColumnTerm
{
    private readonly MatrixView _first = first, _second = second;

    public float Of(int row, int column) =>
        _first.Values[_first.Row(row) + column] * _second.Values[_second.Row(row) + column];
}

/// <summary>The squares of the elements' distances from a number.</summary>
internal readonly struct SquareTerm(MatrixView matrix, float center) : IColumnTerm
{
    private readonly MatrixView _matrix = matrix;
    private readonly float _center = center;

    public float Of(int row, int column)
    {
        var difference = _matrix.Values[_matrix.Row(row) + column] - _center;
        return difference * difference;
    }
}
