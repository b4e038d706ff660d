using System.Runtime.ExceptionServices;

namespace MLNet.Mlp;

/// <summary>An exception kept for the row in which it was thrown: rows are read ahead of their consumer, who must meet
/// it where it would have been met without that, and perhaps never.</summary>
internal struct RowFailure
{
    private ExceptionDispatchInfo? _exception;
    private int _row;

    /// <summary>Keeps the exception of a row; only the last row of a block can have one.</summary>
    public void Keep(Exception exception, int row) =>
        (_exception, _row) = (ExceptionDispatchInfo.Capture(exception), row);

    public readonly void ThrowIfOf(int row)
    {
        if (_exception is not null && row == _row) _exception.Throw();
    }

    public void Clear() => _exception = null;
}
