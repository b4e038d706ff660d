namespace MLNet.Mlp.Conformance.Tests;

/// <summary>Three species that overlap a little in four dimensions, so that no trainer gets all rows right.</summary>
internal static class Plants
{
    public const int Count = 150;

    public static readonly string[] Species = ["ash", "birch", "cedar"];

    private static readonly string[] _soils = ["clay", "loam", "sand"];

    private static readonly float[][] _centers = [[1, 0, 0, 0.5f], [0, 1, 0, -0.5f], [0, 0, 1, 0]];

    /// <summary>New rows, always the same for the same seed.</summary>
    public static List<Plant> Rows(int count = Count, int seed = 1)
    {
        var random = new Random(seed);
        float Noise(float width) => width * (random.NextSingle() - 0.5f);
        return [.. Enumerable.Range(0, count).Select(row =>
        {
            var species = row % Species.Length;
            float[] features = [.. _centers[species].Select(center => center + Noise(1.6f))];
            return new Plant
            {
                Features = features,
                Width = features[0],
                Length = features[1],
                Soil = _soils[(species + (random.Next(4) == 0 ? 1 : 0)) % _soils.Length],
                Species = Species[species],
                Code = 10 * (species + 1),
                Kind = (uint)species,
                IsCedar = species == 2,
                Height = 3 + features[0] - 0.5f * features[1] + Noise(0.2f),
                Weight = 0.5f * (1 + row % 4),
            };
        })];
    }
}
