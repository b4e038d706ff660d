namespace Microsoft.ML.Data;

/// <summary>Hands on the values of a column of whatever type.</summary>
internal abstract class PassThrough
{
    public static Func<DataViewRow, Delegate> Getter(DataViewSchema.Column source)
    {
        var typed = Columns.Create<PassThrough>(typeof(Of<>), source.Type.RawType);
        return row => typed.GetGetter(row, source.Index);
    }

    protected abstract Delegate GetGetter(DataViewRow row, int index);

    private sealed class Of<T> : PassThrough
    {
        protected override Delegate GetGetter(DataViewRow row, int index) => row.GetGetter<T>(row.Schema[index]);
    }
}
