using System.Runtime.InteropServices;

namespace MLNet.Mlp.Benchmarks.Peers;

/// <summary>Rows as plain files, which every program reads: the features as 32-bit floats row after row, the labels as
/// 32-bit integers, in the byte order of the machine. Sparse rows are in CSR form, in a file each for where rows start,
/// for columns and for values.</summary>
internal static class PeerData
{
    public const string Training = "training";
    public const string Held = "held";
    private const string Sparse = "sparse";

    public static void WriteDense(string folder, string set, LabeledRows rows)
    {
        var row = new float[rows.Features.ColumnCount];
        using var features = File.Create(PathOf(folder, set, "features"));
        for (var index = 0; index < rows.RowCount; index++)
        {
            rows.Features.CopyRowTo(index, row);
            features.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
        File.WriteAllBytes(PathOf(folder, set, "labels"), MemoryMarshal.AsBytes(rows.Labels));
    }

    public static void WriteSparse(string folder, LabeledRows rows)
    {
        var features = (SparseFeatures)rows.Features;
        using var starts = new BinaryWriter(File.Create(PathOf(folder, Sparse, "starts")));
        using var columns = File.Create(PathOf(folder, Sparse, "columns"));
        using var values = File.Create(PathOf(folder, Sparse, "values"));
        starts.Write(0);
        for (int row = 0, end = 0; row < rows.RowCount; row++)
        {
            end += features[row].Values.Length;
            starts.Write(end);
            columns.Write(MemoryMarshal.AsBytes(features[row].Columns));
            values.Write(MemoryMarshal.AsBytes(features[row].Values));
        }
        File.WriteAllBytes(PathOf(folder, Sparse, "labels"), MemoryMarshal.AsBytes(rows.Labels));
    }

    /// <summary>Reads dense rows without holding them twice, as peak memory is measured.</summary>
    public static LabeledRows ReadDense(string folder, string set, int featureCount, int classCount)
    {
        var labels = Read<int>(folder, set, "labels");
        var rows = new LabeledRows(featureCount, classCount);
        var row = new float[featureCount];
        using var features = File.OpenRead(PathOf(folder, set, "features"));
        foreach (var label in labels)
        {
            features.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
            rows.Append(row, label);
        }
        return rows;
    }

    public static LabeledRows ReadSparse(string folder, int featureCount, int classCount)
    {
        var (labels, starts) = (Read<int>(folder, Sparse, "labels"), Read<int>(folder, Sparse, "starts"));
        var (columns, values) = (Read<int>(folder, Sparse, "columns"), Read<float>(folder, Sparse, "values"));
        var rows = new LabeledRows(new SparseFeatures(featureCount), new ClassLabels(classCount));
        for (var row = 0; row < labels.Length; row++)
        {
            var range = starts[row]..starts[row + 1];
            rows.AppendSparse(columns.AsSpan(range), values.AsSpan(range), labels[row]);
        }
        return rows;
    }

    /// <summary>A whole file of numbers.</summary>
    public static T[] Read<T>(string folder, string set, string what) where T : struct
    {
        using var file = File.OpenRead(PathOf(folder, set, what));
        var numbers = new T[file.Length / Marshal.SizeOf<T>()];
        file.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    public static string PathOf(string folder, string set, string what) => Path.Combine(folder, $"{set}.{what}");
}
