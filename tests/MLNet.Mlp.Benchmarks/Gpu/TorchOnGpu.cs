using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace MLNet.Mlp.Benchmarks.Gpu;

/// <summary>PyTorch 2 on the same card, as far as a Python on this machine has it; see gpu.py.</summary>
internal sealed class TorchOnGpu
{
    /// <summary>Rows and columns of the products that tell the rates of the card.</summary>
    public const int ProductSize = 8192;

    private readonly ChildProgram? _program;

    private TorchOnGpu(ChildProgram? program, string description) => (_program, Description) = (program, description);

    /// <summary>Its version, or what is missing.</summary>
    public string Description { get; }

    /// <param name="path">The Python to use, or null for python3.</param>
    public static TorchOnGpu Find(string? path)
    {
        var program = new ChildProgram(path ?? "python3", [Path.Combine(AppContext.BaseDirectory, "Gpu", "gpu.py")]);
        try
        {
            var versions = Run<TorchVersions>(program, "versions", null);
            return versions switch
            {
                { Torch: null } => Missing($"Python {versions.Python} has no PyTorch"),
                { Card: null } => Missing($"PyTorch {versions.Torch} finds no CUDA device"),
                _ => new(program, $"PyTorch {versions.Torch}, Python {versions.Python}"),
            };
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return Missing($"{program.FileName} does not run");
        }

        static TorchOnGpu Missing(string why) =>
            new(null, $"PyTorch not measured: {why}. Try `pip install torch`, or name a Python with `--python PATH`");
    }

    /// <summary>The rates of the card, or null where PyTorch is missing.</summary>
    public TorchRates? Rates() => _program is null
        ? null
        : Run<TorchRates>(_program, "rates", ProductSize.ToString(CultureInfo.InvariantCulture));

    /// <summary>Trains, in a process of its own; null where PyTorch is missing.</summary>
    public TorchSeconds? Train(GpuWork work, int rowCount, int epochs) => _program is null
        ? null
        : Run<TorchSeconds>(_program, "train", JsonSerializer.Serialize(new TorchWork(
            rowCount, SyntheticRows.FeatureCount, SyntheticRows.ClassCount, work.Hidden, work.BatchSize, epochs,
            LearningRate: 0.01f)));

    private static TAnswer Run<TAnswer>(ChildProgram program, string command, string? task) =>
        program.Run<TAnswer>(command, task, Environment.ProcessorCount);
}

/// <summary>What gpu.py says of a Python; null for what it does not have.</summary>
internal sealed record TorchVersions(string Python, string? Torch, string? Card);

/// <summary>What gpu.py is asked to train.</summary>
internal sealed record TorchWork(
    int RowCount, int FeatureCount, int ClassCount, int[] Hidden, int BatchSize, int Epochs, float LearningRate);

/// <summary>TFLOP/s of large products of matrices.</summary>
/// <param name="Float32">With factors as they are.</param>
/// <param name="TF32">With factors rounded to TF32, on the tensor cores.</param>
internal sealed record TorchRates(double Float32, double TF32);

/// <summary>Seconds of PyTorch's best epoch.</summary>
/// <param name="Eager">As it is used mostly, without TF32.</param>
/// <param name="Graphs">With each step as a CUDA graph, without TF32.</param>
/// <param name="EagerTF32">As it is used mostly, with TF32.</param>
/// <param name="GraphsTF32">With CUDA graphs and TF32.</param>
internal sealed record TorchSeconds(double Eager, double Graphs, double EagerTF32, double GraphsTF32)
{
    public TorchSeconds Best(TorchSeconds other) => new(
        Math.Min(Eager, other.Eager), Math.Min(Graphs, other.Graphs), Math.Min(EagerTF32, other.EagerTF32),
        Math.Min(GraphsTF32, other.GraphsTF32));
}
