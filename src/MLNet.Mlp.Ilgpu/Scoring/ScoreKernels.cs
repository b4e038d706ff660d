using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>Turns logits into outputs that lie one after another, without padding.</summary>
internal sealed class ScoreKernels
{
    /// <summary>The most threads of a group.</summary>
    private const int MostThreads = 256;

    private readonly Gpu _gpu;
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, int, ArrayView<float>>? _each;
    private readonly Action<AcceleratorStream, KernelConfig, MatrixView, int, int, ArrayView<float>>? _softmax;

    public ScoreKernels(Gpu gpu, OutputActivation output)
    {
        _gpu = gpu;
        if (output == OutputActivation.Softmax)
            _softmax = gpu.Kernels.Load<MatrixView, int, int, ArrayView<float>>(Softmax);
        else if (output == OutputActivation.Sigmoid)
            _each = gpu.Kernels.Load<MatrixView, int, ArrayView<float>>(Each<Sigmoid>);
        else
            _each = gpu.Kernels.Load<MatrixView, int, ArrayView<float>>(Each<Identity>);
    }

    /// <summary>Writes the outputs.</summary>
    /// <param name="logits">rowCount x outputSize, with padding.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="outputSize">The number of outputs.</param>
    /// <param name="scores">rowCount x outputSize, without.</param>
    public void Run(MatrixView logits, int rowCount, int outputSize, ArrayView<float> scores)
    {
        if (_softmax is not null)
        {
            var teamSize = Math.Min((int)BitOperations.RoundUpToPowerOf2((uint)outputSize), _gpu.GroupSize);
            _softmax(_gpu.Launch(), Config(rowCount, _gpu.GroupSize / teamSize), logits, rowCount, teamSize, scores);
        }
        else
        {
            _each!(_gpu.Launch(), Config((long)rowCount * outputSize, _gpu.GroupSize), logits, rowCount, scores);
        }
    }

    private KernelConfig Config(long count, int perGroup) =>
        new(checked((int)((count + perGroup - 1) / perGroup)), _gpu.GroupSize);

    /// <summary>y = f(z), a thread for each.</summary>
    private static void Each<TActivation>(MatrixView logits, int rowCount, ArrayView<float> scores)
        where TActivation : unmanaged, IActivation
    {
        var index = (long)Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= (long)rowCount * logits.ColumnCount) return;
        var row = (int)(index / logits.ColumnCount);
        var column = index - (long)row * logits.ColumnCount;
        scores[index] = TActivation.Forward(new GpuReal(logits.Values[logits.Row(row) + column])).Value;
    }

    /// <summary>Softmax, a team of threads for each row, whose number follows from that of the outputs alone. The
    /// largest logit is subtracted first, which cancels but keeps exp in range. Where one is NaN all are.</summary>
    private static void Softmax(MatrixView logits, int rowCount, int teamSize, ArrayView<float> scores)
    {
        var shared = SharedMemory.Allocate<float>(MostThreads);
        var thread = Group.IdxX % teamSize;
        var row = Grid.IdxX * (Group.DimX / teamSize) + Group.IdxX / teamSize;
        // Threads without a row make one of their own, as all must wait for each other.
        var start = logits.Row(row < rowCount ? row : rowCount - 1);
        var outputs = logits.ColumnCount;

        var largest = float.NegativeInfinity;
        for (var k = thread; k < outputs; k += teamSize)
        {
            var z = logits.Values[start + k];
            largest = z > largest ? z : largest;
        }
        shared[Group.IdxX] = largest;
        for (var distance = teamSize / 2; distance > 0; distance /= 2)
        {
            Group.Barrier();
            if (thread < distance)
            {
                var other = shared[Group.IdxX + distance];
                if (other > shared[Group.IdxX]) shared[Group.IdxX] = other;
            }
        }
        Group.Barrier();
        largest = shared[Group.IdxX - thread];
        Group.Barrier();

        var sum = 0f;
        for (var k = thread; k < outputs; k += teamSize) sum += GpuFunctions.Exp(logits.Values[start + k] - largest);
        shared[Group.IdxX] = sum;
        for (var distance = teamSize / 2; distance > 0; distance /= 2)
        {
            Group.Barrier();
            if (thread < distance) shared[Group.IdxX] += shared[Group.IdxX + distance];
        }
        Group.Barrier();
        sum = shared[Group.IdxX - thread];

        if (row >= rowCount) return;
        for (var k = thread; k < outputs; k += teamSize)
            scores[(long)row * outputs + k] = GpuFunctions.Exp(logits.Values[start + k] - largest) / sum;
    }
}
