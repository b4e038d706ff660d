namespace MLNet.Mlp.Tests;

/// <summary>Three blobs in four dimensions, far enough apart to be learned in a few epochs.</summary>
internal static class Trees
{
    public static readonly string[] Species = ["ash", "birch", "cedar"];

    private static readonly float[][] _centers = [[1, 0, 0, 0.5f], [0, 1, 0, -0.5f], [0, 0, 1, 0]];

    public static List<Tree> Rows(int count = 150, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(row =>
        {
            var species = row % Species.Length;
            float[] features = [.. _centers[species].Select(center => center + 0.2f * (random.NextSingle() - 0.5f))];
            var height = features[0] - 0.5f * features[1];
            return new Tree
            {
                Features = features,
                Species = Species[species],
                Code = 10 * (species + 1),
                Key = (uint)species,
                IsCedar = species == 2,
                Height = height,
                Sizes = [height, features[0]],
            };
        })];
    }
}
