using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>The values of an input column for the rows of a block. Only its values tell blocks of a cursor apart: all
/// are read by the same getter.</summary>
internal abstract class ColumnBuffer
{
    private RowFailure _failure;

    /// <summary>Whether values outlive the row that they are read from: those that are neither primitive nor vectors of
    /// primitives, such as images, may not.</summary>
    public static bool CanKeep(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    /// <summary>Creates a buffer for the values of an active column.</summary>
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column)
    {
        var type = column.Type is VectorDataViewType vector
            ? typeof(VectorBuffer<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(ColumnBuffer<>).MakeGenericType(column.Type.RawType);
        var getGetter = typeof(DataViewRow).GetMethod(nameof(DataViewRow.GetGetter))!
            .MakeGenericMethod(column.Type.RawType);
        var getter = getGetter.Invoke(input, BindingFlags.DoNotWrapExceptions, null, [column], null);
        return (ColumnBuffer)Activator.CreateInstance(type, getter)!;
    }

    /// <summary>A buffer for the values of another block.</summary>
    public abstract ColumnBuffer CreateEmpty();

    /// <summary>Makes room for rows.</summary>
    public abstract void Reserve(int rowCount);

    /// <summary>Reads the value of the row that the input is at; if that fails, the exception is thrown when the value
    /// is asked for.</summary>
    /// <param name="row">Where to keep the value.</param>
    /// <param name="bytes">The size of the value is added to it.</param>
    public bool TryRead(int row, ref long bytes)
    {
        try
        {
            bytes += Read(row);
            return true;
        }
        catch (Exception e)
        {
            _failure.Keep(e, row);
            return false;
        }
    }

    /// <summary>Forgets the rows, but not their memory.</summary>
    public void Clear() => _failure.Clear();

    /// <summary>Reads a value and returns its size in bytes.</summary>
    protected abstract long Read(int row);

    protected void ThrowIfFailed(int row) => _failure.ThrowIfOf(row);
}

/// <summary>Values of type <typeparamref name="T"/>, which can be kept by plain copying.</summary>
internal class ColumnBuffer<T>(ValueGetter<T> getter) : ColumnBuffer
{
    private T[] _values = [];

    public override ColumnBuffer CreateEmpty() => new ColumnBuffer<T>(getter);

    public override void Reserve(int rowCount)
    {
        if (_values.Length < rowCount) Array.Resize(ref _values, rowCount);
    }

    /// <summary>Gives the consumer a value of its own.</summary>
    public virtual void Copy(int row, ref T value) => value = this[row];

    /// <summary>A value, which stays the buffer's.</summary>
    public ref readonly T this[int row]
    {
        get
        {
            ThrowIfFailed(row);
            return ref _values[row];
        }
    }

    protected override long Read(int row)
    {
        getter(ref _values[row]);
        return SizeOf(_values[row]);
    }

    protected virtual long SizeOf(in T value) => Unsafe.SizeOf<T>();
}
