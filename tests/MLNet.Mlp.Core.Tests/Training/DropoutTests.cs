namespace MLNet.Mlp.Core.Tests;

public class DropoutTests
{
    [Fact]
    public void A_rate_of_zero_changes_nothing()
    {
        float[] floats = [1, -2, 0, 3e38f, 1e-40f, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
        double[] doubles = [.. floats.Select(x => (double)x)];
        var (before, doublesBefore) = (floats.ToArray(), doubles.ToArray());
        new Dropout(1, 2, 3, 4).Apply(floats, 0);
        new Dropout(1, 2, 3, 4).Apply(doubles, 0);
        Assert.Equal(before, floats);
        Assert.Equal(doublesBefore, doubles);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.75f)]
    [InlineData(0.999f)]
    public void Units_are_left_out_or_divided_by_what_is_kept(float rate)
    {
        foreach (var value in Mask(new Dropout(1, 2, 3, 4), 10_000, rate))
            if (value != 0) new Tolerance(1e-15, 0).Check(1 / (1 - (double)rate), value, "a unit kept");
        var floats = new float[10_000];
        Array.Fill(floats, -3f);
        new Dropout(1, 2, 3, 4).Apply(floats, rate);
        foreach (var value in floats)
            if (value != 0) Tolerance.FloatRounding.Check(-3 / (1 - (double)rate), value, "a unit kept");
    }

    // With a million units the fraction has a standard deviation of sqrt(rate (1 - rate)) / 1000, at most 0.0005; five
    // of them are exceeded by chance once in two million runs, and these numbers are always the same.
    [Theory]
    [InlineData(0.001f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    [InlineData(0.999f)]
    public void The_fraction_kept_is_one_minus_the_rate(float rate)
    {
        var bound = 5 * Math.Sqrt(rate * (1 - (double)rate)) / 1000;
        // In one row of a million, and in a million rows of one.
        var kept = Mask(new Dropout(1, 0, 1, 0), 1_000_000, rate).Count(x => x != 0);
        Assert.InRange(kept / 1e6, 1 - rate - bound, 1 - rate + bound);
        kept = 0;
        for (var row = 0; row < 1_000_000; row++) kept += Mask(new Dropout(1, 0, 1, row), 1, rate)[0] != 0 ? 1 : 0;
        Assert.InRange(kept / 1e6, 1 - rate - bound, 1 - rate + bound);
    }

    [Fact]
    public void Floats_and_doubles_lose_the_same_units_at_every_length()
    {
        var whole = Mask(new Dropout(5, 1, 7, 3), 200, 0.4f);
        for (var length = 0; length <= 200; length++)
        {
            // Somewhere within a larger span: neither the length nor the place matters.
            var floats = new float[220];
            Array.Fill(floats, 1);
            new Dropout(5, 1, 7, 3).Apply(floats.AsSpan(length % 17, length), 0.4f);
            for (var j = 0; j < length; j++) Assert.Equal(whole[j] != 0, floats[length % 17 + j] != 0);
            Assert.All(
                floats[..(length % 17)].Concat(floats[(length % 17 + length)..]), value => Assert.Equal(1, value));
            Assert.Equal(whole[..length], Mask(new Dropout(5, 1, 7, 3), length, 0.4f));
        }
    }

    [Fact]
    public void A_larger_rate_leaves_out_the_same_units_and_more()
    {
        var (few, many) = (Mask(new Dropout(5, 1, 7, 3), 1000, 0.2f), Mask(new Dropout(5, 1, 7, 3), 1000, 0.7f));
        for (var j = 0; j < few.Length; j++) Assert.True(few[j] != 0 || many[j] == 0);
    }

    [Fact]
    public void The_same_place_has_the_same_mask_and_every_other_place_another()
    {
        var masks = new HashSet<string>();
        var count = 0;
        foreach (var seed in new[] { 0, 1, -1, int.MaxValue, int.MinValue })
            foreach (var layer in new[] { 0, 1, 2 })
                foreach (var step in new long[] { 1, 2, 3, 1L << 32, 1L << 40 })
                    foreach (var row in new[] { 0, 1, 2, 255, 1_000_000 })
                    {
                        var mask = Bits(new Dropout(seed, layer, step, row));
                        Assert.Equal(mask, Bits(new Dropout(seed, layer, step, row)));
                        masks.Add(mask);
                        count++;
                    }
        Assert.Equal(count, masks.Count);

        static string Bits(Dropout dropout) => string.Concat(Mask(dropout, 128, 0.5f).Select(x => x == 0 ? '0' : '1'));
    }

    // Of n pairs of independent fair bits the number that agree has the mean n / 2 and the deviation sqrt(n) / 2.
    // Chance exceeds five deviations once in two million choices of the seed.
    [Theory]
    [InlineData(1, 0, 0, 0, 0)]
    [InlineData(0, 1, 0, 0, 0)]
    [InlineData(0, 0, 1, 0, 0)]
    [InlineData(0, 0, 0, 1, 0)]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(0, 0, 0, 1, 1)]
    [InlineData(0, 0, 1, -1, 0)]
    [InlineData(1, 0, -1, 0, 0)]
    public void Neighbours_agree_as_often_as_coins(int dSeed, int dLayer, int dStep, int dRow, int dUnit)
    {
        const int Units = 64, Rows = 200, Steps = 20;
        long agree = 0, pairs = 0;
        for (var step = 1; step <= Steps; step++)
            for (var row = 0; row < Rows; row++)
            {
                var one = Mask(new Dropout(3, 1, step, row + 1), Units + 1, 0.5f);
                var other = Mask(new Dropout(3 + dSeed, 1 + dLayer, step + dStep, row + 1 + dRow), Units + 1, 0.5f);
                for (var j = 0; j < Units; j++) agree += (one[j] != 0) == (other[j + dUnit] != 0) ? 1 : 0;
                pairs += Units;
            }
        var deviations = (agree - pairs / 2.0) / (Math.Sqrt(pairs) / 2);
        Assert.InRange(deviations, -5, 5);
    }

    // For each of 64 units alone over 4000 rows, and each of 64 patterns of six neighbouring units: chi-square with 64
    // and 63 degrees of freedom has the mean 64 and the deviation 11, and exceeds 130 twice in a million.
    [Fact]
    public void No_unit_and_no_pattern_of_units_is_favoured()
    {
        const int Rows = 4000;
        var (kept, patterns) = (new int[64], new int[64]);
        for (var row = 0; row < Rows; row++)
        {
            var mask = Mask(new Dropout(9, 2, 1 + row / 32, row % 32), 66, 0.5f);
            for (var j = 0; j < 64; j++) kept[j] += mask[j] != 0 ? 1 : 0;
            for (var start = 0; start < 66; start += 6)
                patterns[Enumerable.Range(0, 6).Sum(j => mask[start + j] != 0 ? 1 << j : 0)]++;
        }
        Assert.InRange(kept.Sum(count => Math.Pow(count - Rows / 2.0, 2) / (Rows / 4.0)), 20, 130);
        var expected = Rows * 11 / 64.0;
        Assert.InRange(patterns.Sum(count => Math.Pow(count - expected, 2) / expected), 20, 130);
    }

    private static double[] Mask(Dropout dropout, int length, float rate)
    {
        var mask = new double[length];
        Array.Fill(mask, 1);
        dropout.Apply(mask, rate);
        return mask;
    }
}
