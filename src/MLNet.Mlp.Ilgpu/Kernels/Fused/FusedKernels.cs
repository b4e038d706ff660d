using ILGPU;
using ILGPU.Runtime;
using MLNet.Mlp.Activations;

namespace MLNet.Mlp.Backends;

/// <summary>The kernels of <see cref="FusedEngine{TRule}"/>: its three phases, either all steps of a chunk in one
/// launch, with barriers for all groups in between, or a launch for each barrier.</summary>
/// <typeparam name="TRule">The optimizer's rule.</typeparam>
internal abstract class FusedKernels<TRule> where TRule : unmanaged, IUpdateRule<GpuReal>
{
    /// <summary>All steps of a chunk; its arrivals must be 0, and all groups must be able to run at a time.</summary>
    public abstract void Train(KernelConfig config, FusedArguments<TRule> arguments);

    /// <summary>The last phase of the step before, and the first of this one; of the first step, and after the last,
    /// only what there is.</summary>
    public abstract void UpdateAndSum(KernelConfig config, FusedArguments<TRule> arguments, int step);

    /// <summary>The phase of the rows.</summary>
    public abstract void RunRows(KernelConfig config, FusedArguments<TRule> arguments, int step);

    /// <summary>The kernels for a network's activation and loss.</summary>
    public static FusedKernels<TRule> For<TLoss>(Gpu gpu, Activation activation, TLoss loss)
        where TLoss : unmanaged, IGpuLoss => activation.Run<Code<TLoss>, FusedKernels<TRule>>(new(gpu, loss));

    private readonly struct Code<TLoss>(Gpu gpu, TLoss loss) : IActivationCode<FusedKernels<TRule>>
        where TLoss : unmanaged, IGpuLoss
    {
        public FusedKernels<TRule> Run<TActivation>() where TActivation : unmanaged, IActivation =>
            new FusedKernels<TActivation, TLoss, TRule>(gpu, loss);
    }
}

/// <inheritdoc/>
internal sealed class FusedKernels<TActivation, TLoss, TRule>(Gpu gpu, TLoss loss) : FusedKernels<TRule>
    where TActivation : unmanaged, IActivation
    where TLoss : unmanaged, IGpuLoss
    where TRule : unmanaged, IUpdateRule<GpuReal>
{
    private Action<AcceleratorStream, KernelConfig, FusedArguments<TRule>, TLoss>? _train;
    private Action<AcceleratorStream, KernelConfig, FusedArguments<TRule>, int>? _updateAndSum;
    private Action<AcceleratorStream, KernelConfig, FusedArguments<TRule>, TLoss, int>? _runRows;

    public override void Train(KernelConfig config, FusedArguments<TRule> arguments)
    {
        _train ??= gpu.Kernels.Load<FusedArguments<TRule>, TLoss>(TrainKernel);
        _train(gpu.Launch(), config, arguments, loss);
    }

    public override void UpdateAndSum(KernelConfig config, FusedArguments<TRule> arguments, int step)
    {
        _updateAndSum ??= gpu.Kernels.Load<FusedArguments<TRule>, int>(UpdateAndSumKernel);
        _updateAndSum(gpu.Launch(), config, arguments, step);
    }

    public override void RunRows(KernelConfig config, FusedArguments<TRule> arguments, int step)
    {
        _runRows ??= gpu.Kernels.Load<FusedArguments<TRule>, TLoss, int>(RunRowsKernel);
        _runRows(gpu.Launch(), config, arguments, loss, step);
    }

    public static void TrainKernel(FusedArguments<TRule> a, TLoss loss)
    {
        var memory = FusedMemory.Allocate();
        var slab = a.Plan.SlabOf(Grid.IdxX);
        var staysLoaded = a.BatchSize <= a.Plan.RowBlock ? 1 : 0;
        // Where there is room for two batches, the features of the next are loaded while the groups wait for each
        // other.
        var half = a.BatchSize * a.Plan.InputStride;
        var loadsAhead = staysLoaded > 0 && 2 * half <= FusedPlan.InputFloats;
        if (!loadsAhead) half = 0;
        var (current, other) = (0, half);
        for (var step = 0; step <= a.StepCount; step++)
        {
            if (step > 0) FusedUpdate.Run(a, slab, memory.From(other), step - 1, staysLoaded);
            if (step == a.StepCount) return;
            FusedSums.Run(a, slab, memory.From(current), step, loadsAhead && step > 0 ? 1 : 0);
            GridBarrier.Arrive(a.Arrivals);
            if (loadsAhead && step + 1 < a.StepCount)
                FusedSums.LoadInputs(
                    a, slab, memory.From(other), a.FirstRow(step + 1), a.BatchSizeOf(step + 1));
            GridBarrier.Wait(a.Arrivals, 2 * step + 1);
            FusedRows.Run<TActivation, TLoss, TRule>(a, loss, memory.Work, memory.Scratch, step);
            GridBarrier.Arrive(a.Arrivals);
            GridBarrier.Wait(a.Arrivals, 2 * step + 2);
            (current, other) = (other, current);
        }
    }

    public static void UpdateAndSumKernel(FusedArguments<TRule> a, int step)
    {
        var memory = FusedMemory.Allocate();
        var slab = a.Plan.SlabOf(Grid.IdxX);
        if (step > 0) FusedUpdate.Run(a, slab, memory, step - 1, 0);
        if (step < a.StepCount) FusedSums.Run(a, slab, memory, step, 0);
    }

    public static void RunRowsKernel(FusedArguments<TRule> a, TLoss loss, int step)
    {
        var work = SharedMemory.Allocate<float>(FusedPlan.WorkFloats);
        var scratch = SharedMemory.Allocate<float>(FusedPlan.ScratchFloats);
        FusedRows.Run<TActivation, TLoss, TRule>(a, loss, work, scratch, step);
    }
}
