using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp;

/// <summary>Vectors, whose arrays are used again for each block and so must not be given away.</summary>
internal sealed class VectorBuffer<T>(ValueGetter<VBuffer<T>> getter) : ColumnBuffer<VBuffer<T>>(getter)
{
    private readonly ValueGetter<VBuffer<T>> _getter = getter;

    public override ColumnBuffer CreateEmpty() => new VectorBuffer<T>(_getter);

    public override void Copy(int row, ref VBuffer<T> value) => this[row].CopyTo(ref value);

    protected override long SizeOf(in VBuffer<T> value) =>
        value.GetValues().Length * (long)Unsafe.SizeOf<T>() + value.GetIndices().Length * (long)sizeof(int);
}
