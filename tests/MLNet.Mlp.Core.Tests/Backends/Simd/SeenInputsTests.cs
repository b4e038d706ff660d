using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

public class SeenInputsTests
{
    [Fact]
    public void Each_batch_is_listed_by_columns()
    {
        const int Inputs = 200;
        var features = (SparseFeatures)SimdRuns.SparseNoise(100, Inputs, 2, density: 0.1, seed: 3).Features;
        var seen = new SeenInputs(Inputs);
        var random = new Random(1);
        foreach (var batchSize in new[] { 7, 40, 1, 0, 100, 7 })
        {
            int[] batch = [.. Enumerable.Range(0, batchSize).Select(_ => random.Next(100))];
            seen.Load(features, batch);

            var expected = batch.SelectMany((row, i) => Entries(features[row], i)).ToLookup(entry => entry.Column);
            // In the order of their first appearance, as lookups are.
            Assert.Equal(expected.Select(entries => entries.Key), Enumerable.Range(0, seen.Count).Select(seen.Input));
            for (var place = 0; place < seen.Count; place++)
            {
                var entries = expected[seen.Input(place)];
                Assert.Equal(entries.Select(entry => entry.Row), seen.Rows(place).ToArray());
                Assert.Equal(entries.Select(entry => entry.Value), seen.Values(place).ToArray());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Threads_own_all_inputs_seen_and_about_as_many_non_zeros(int threads)
    {
        // Input 0 is in all rows, the others in one of 45.
        var features = new SparseFeatures(1000);
        for (var row = 0; row < 200; row++)
            features.AppendRow(
                [0, .. Enumerable.Range(1, 20).Select(i => 45 * i + row % 45)], Enumerable.Repeat(1f, 21).ToArray());
        var seen = new SeenInputs(1000);
        seen.Load(features, TestRows.InOrder(200));

        var end = 0;
        var counts = new List<int>();
        for (var thread = 0; thread < threads; thread++)
        {
            var part = seen.Part(thread, threads);
            Assert.Equal(end, part.Start);
            end = part.End;
            counts.Add(Enumerable.Range(part.Start, part.End - part.Start).Sum(place => seen.Rows(place).Length));
        }
        Assert.Equal((seen.Count, (0, 0)), (end, seen.Part(threads, threads)));
        // An input is not divided, and its update counts, too.
        Assert.All(counts, count => Assert.InRange(count, 4200 / threads / 2, 4200 / threads + 400));
    }

    private static List<(int Column, int Row, float Value)> Entries(SparseRow row, int i)
    {
        var entries = new List<(int, int, float)>();
        for (var k = 0; k < row.Columns.Length; k++) entries.Add((row.Columns[k], i, row.Values[k]));
        return entries;
    }
}
