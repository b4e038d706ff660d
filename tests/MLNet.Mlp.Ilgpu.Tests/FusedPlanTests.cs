using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Ilgpu.Tests;

public class FusedPlanTests
{
    /// <summary>Slabs cover every weight just once, and what a group keeps of them fits into its memory.</summary>
    [Theory]
    [InlineData(784, 128, 64, 132)]
    [InlineData(784, 512, 128, 132)]
    [InlineData(3, 1000, 32, 108)]
    [InlineData(1, 1, 1, 132)]
    [InlineData(301, 70, 1000, 13)]
    [InlineData(30, 17, 20, 1)]
    public void Slabs_cover_all_weights_once(int inputs, int units, int batchSize, int groups)
    {
        var plan = FusedPlan.Best(inputs, units, batchSize, groups, groupSize: 256)!.Value;
        var covered = new int[plan.InputQuads, plan.UnitQuads];
        for (var group = 0; group < groups; group++)
        {
            var slab = plan.SlabOf(group);
            for (var input = 0; input < slab.InputQuads; input++)
                for (var q = slab.FirstQuad; q < Math.Min(plan.UnitQuads, slab.FirstQuad + (1 << plan.PartShift)); q++)
                    covered[slab.FirstInput / 4 + input, q]++;
            Assert.True(slab.InputCount <= plan.InputStride);
            Assert.True(4 * slab.InputCount << plan.PartShift <= FusedPlan.WorkFloats);
        }
        Assert.All(covered.Cast<int>(), count => Assert.Equal(1, count));
        Assert.True(plan.RowBlock * plan.InputStride <= FusedPlan.InputFloats);
        Assert.True(plan.RowBlock * 4 << plan.PartShift <= FusedPlan.WorkFloats);
        Assert.True(plan.RowBlock > 0);
    }

    [Fact]
    public void There_is_no_plan_for_weights_that_groups_cannot_hold() =>
        Assert.Null(FusedPlan.Best(10_000, 1000, 64, 132, 256));
}
