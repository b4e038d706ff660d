namespace MLNet.Mlp.Backends;

/// <summary>A factor of a product of matrices, seen as lines of a tile: the rows of A or the columns of B, each with
/// its elements along the direction k in which the product sums.</summary>
internal interface IOperand<TOperand> where TOperand : struct, IOperand<TOperand>
{
    /// <summary>Whether four elements that are read together lie along k, and not beside each other.</summary>
    static abstract bool ReadsAlongK { get; }

    /// <summary>Reads four elements: k .. k + 3 of a line, or element k of lines line .. line + 3. Those that do not
    /// exist are 0.</summary>
    Float4 Load(int line, int k);
}

/// <summary>Lines that are rows in memory: the rows of X or dZ as A, or of W as the columns of its transpose.</summary>
/// <param name="rows">The matrix, with its rows padded by zeros.</param>
/// <param name="lineCount">How many rows count.</param>
internal readonly struct RowLines(InputRows rows, int lineCount) : IOperand<RowLines>
{
    private readonly InputRows _rows = rows;
    private readonly int _lineCount = lineCount;

    public static bool ReadsAlongK => true;

    public Float4 Load(int line, int k) => line < _lineCount && k < _rows.ColumnCount
        ? Float4.Load(_rows.Values.Values, _rows.Row(line) + k)
        : default;
}

/// <summary>Lines that are columns in memory: those of W or dZ as B, or of X as the rows of its transpose.</summary>
/// <param name="rows">The matrix, with its rows padded by zeros.</param>
/// <param name="depth">How many rows count.</param>
internal readonly struct ColumnLines(InputRows rows, int depth) : IOperand<ColumnLines>
{
    private readonly InputRows _rows = rows;
    private readonly int _depth = depth;

    public static bool ReadsAlongK => false;

    public Float4 Load(int line, int k) => k < _depth && line < _rows.ColumnCount
        ? Float4.Load(_rows.Values.Values, _rows.Row(k) + line)
        : default;
}
