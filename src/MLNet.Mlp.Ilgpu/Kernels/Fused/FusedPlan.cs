namespace MLNet.Mlp.Backends;

/// <summary>How the first layer's weights are shared out: each group owns a slab of them, a slice of the inputs by a
/// part of the units, both in fours.</summary>
internal struct FusedPlan
{
    /// <summary>Floats of a group's shared memory for features, for weights or gradients or a row, and for partial
    /// sums; 48 KB in all, which every device since 2010 has.</summary>
    public const int InputFloats = 7168, WorkFloats = 4096, ScratchFloats = 1024;

    /// <summary>The inputs and the first layer's units in fours.</summary>
    public int InputQuads, UnitQuads;

    /// <summary>Into how many slices the inputs are cut, and into how many parts the units.</summary>
    public int SliceCount, PartCount;

    /// <summary>A part has 2^PartShift quads of units.</summary>
    public int PartShift;

    /// <summary>Rows of a batch that are in a group's shared memory at a time.</summary>
    public int RowBlock;

    /// <summary>Groups to launch.</summary>
    public int GroupCount;

    /// <summary>Floats from one row to the next in a group's shared memory: odd, so that rows are in different banks.
    /// </summary>
    public readonly int InputStride => 4 * MostQuadsOfSlice | 1;

    private readonly int MostQuadsOfSlice => (InputQuads + SliceCount - 1) / SliceCount;

    /// <summary>The plan for which a group's threads have least to do, by a rough count of what each reads.</summary>
    /// <param name="inputSize">Inputs of the first layer.</param>
    /// <param name="unitCount">Its units.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="groupCount">The most groups.</param>
    /// <param name="groupSize">Threads of a group.</param>
    /// <returns>The plan, or null where no slab is small enough for a group.</returns>
    public static FusedPlan? Best(int inputSize, int unitCount, int batchSize, int groupCount, int groupSize)
    {
        FusedPlan? best = null;
        var least = double.PositiveInfinity;
        for (var shift = 0; shift <= 5; shift++)
        {
            if (Of(inputSize, unitCount, shift, groupCount) is not { } plan) continue;
            var cost = plan.Cost(batchSize, groupSize);
            if (cost < least) (best, least) = (plan, cost);
            if (1 << shift >= plan.UnitQuads) break;
        }
        return best;
    }

    /// <summary>The slab of a group; one without inputs where there are more groups than slabs.</summary>
    public readonly FusedSlab SlabOf(int group)
    {
        var slice = group / PartCount;
        if (slice >= SliceCount) return default;
        var first = slice * InputQuads / SliceCount;
        var last = (slice + 1) * InputQuads / SliceCount;
        return new FusedSlab
        {
            Slice = slice,
            FirstInput = 4 * first,
            InputQuads = last - first,
            FirstQuad = group % PartCount << PartShift,
        };
    }

    private static FusedPlan? Of(int inputSize, int unitCount, int shift, int groupCount)
    {
        var plan = new FusedPlan
        {
            InputQuads = DeviceMatrix.Pad(inputSize) / 4,
            UnitQuads = DeviceMatrix.Pad(unitCount) / 4,
            PartShift = shift,
            GroupCount = groupCount,
        };
        plan.PartCount = (plan.UnitQuads + (1 << shift) - 1) >> shift;
        plan.SliceCount = Math.Min(groupCount / plan.PartCount, plan.InputQuads);
        if (plan.SliceCount == 0) return null;
        if (16 * plan.MostQuadsOfSlice << shift > WorkFloats || plan.InputStride > InputFloats) return null;
        plan.RowBlock = Math.Min(InputFloats / plan.InputStride, WorkFloats / (4 << shift));
        return plan;
    }

    /// <summary>Reads of shared memory by a thread, and 8 for each of global memory, which is slower.</summary>
    private readonly double Cost(int batchSize, int groupSize)
    {
        double Rounds(double items) => Math.Ceiling(items / groupSize);
        var inputs = 4 * MostQuadsOfSlice;
        var blocks = Math.Ceiling((double)batchSize / RowBlock);
        var sums = Rounds((double)batchSize * (1 << PartShift)) * inputs;
        var updatePasses = Rounds((double)inputs * (1 << PartShift));
        var loads = 8 * Rounds((double)batchSize * MostQuadsOfSlice) * (blocks > 1 ? 1 + updatePasses : 1);
        var rowsOfGroup = Math.Ceiling((double)batchSize / GroupCount);
        var partials = 8 * rowsOfGroup * Rounds((double)SliceCount * UnitQuads);
        return sums + updatePasses * batchSize + loads + partials;
    }
}

/// <summary>The part of the first layer's weights that one group owns.</summary>
internal struct FusedSlab
{
    public int Slice;

    public int FirstInput;

    /// <summary>Its inputs in fours.</summary>
    public int InputQuads;

    /// <summary>Its first four units.</summary>
    public int FirstQuad;

    public readonly int InputCount => 4 * InputQuads;
}
