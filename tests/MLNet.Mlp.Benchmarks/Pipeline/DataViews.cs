using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Benchmarks;

/// <summary>Passes over data views.</summary>
internal static class DataViews
{
    /// <summary>Reads columns of all rows and keeps nothing, as the plainest user of a cursor would.</summary>
    /// <returns>The number of rows.</returns>
    public static long Read(IDataView view, string[] columns)
    {
        using var cursor = view.GetRowCursor(view.Schema.Where(column => columns.Contains(column.Name)));
        var reads = Array.ConvertAll(columns, name => Reader(cursor, cursor.Schema[name]));
        long rowCount = 0;
        for (; cursor.MoveNext(); rowCount++)
            foreach (var read in reads) read();
        return rowCount;
    }

    /// <summary>Reads all rows as the trainer does.</summary>
    /// <returns>The number of rows.</returns>
    public static long ReadToTrain(MLContext mlContext, IDataView view, MlpTrainer.Options options)
    {
        using var channel = ((IHostEnvironment)mlContext).Register("Benchmark").Start("Reading");
        return new TrainingDataReader(
            new TrainingColumns(view, options), options, seed: 1, channel, CancellationToken.None).Read().RowCount;
    }

    private static Action Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType) return Reader<VBuffer<float>>(row, column);
        if (column.Type is KeyDataViewType) return Reader<uint>(row, column);
        return Reader<int>(row, column);
    }

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        var value = default(T)!;
        return () => get(ref value);
    }
}
