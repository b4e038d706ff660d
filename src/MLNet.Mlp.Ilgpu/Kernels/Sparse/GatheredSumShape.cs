using System.Numerics;
using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>
/// How the threads of a group share sums of rows of a matrix. A team of threads makes a sum: side by side
/// <see cref="ColumnThreads"/> of them for 4 columns each, so that a row is read at once; and that several times, each
/// for every <see cref="Parts"/>-th entry. Wider matrices are made in pieces, one for each of the groups along y. All
/// are powers of 2.
/// <para>The order of each sum follows from the number of columns and of its entries alone.</para>
/// </summary>
internal readonly struct GatheredSumShape
{
    private const int WantedParts = 4, LeastTeam = 32;

    private readonly int _groupSize, _pieces;

    public GatheredSumShape(Gpu gpu, int columnCount)
    {
        _groupSize = gpu.GroupSize;
        var quads = DeviceMatrix.Pad(columnCount) / 4;
        ColumnThreads = Math.Min((int)BitOperations.RoundUpToPowerOf2((uint)quads), _groupSize);
        Parts = Math.Min(Math.Max(WantedParts, LeastTeam / ColumnThreads), _groupSize / ColumnThreads);
        _pieces = (quads + ColumnThreads - 1) / ColumnThreads;
    }

    public int ColumnThreads { get; }

    public int Parts { get; }

    /// <summary>The groups for so many sums; where that is more than <paramref name="mostGroups"/>, each makes several,
    /// one after another.</summary>
    public KernelConfig Config(long itemCount, int mostGroups)
    {
        var teams = _groupSize / (ColumnThreads * Parts);
        var groups = Math.Clamp((itemCount + teams - 1) / teams, 1, mostGroups);
        return new KernelConfig(new Index3D((int)groups, _pieces, 1), new Index3D(_groupSize, 1, 1));
    }
}
