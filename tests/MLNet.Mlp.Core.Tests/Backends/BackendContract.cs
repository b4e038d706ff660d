using MLNet.Mlp.Backends;

namespace MLNet.Mlp.Core.Tests;

/// <summary>What every backend must do. One derived class for each backend; the facts are in the other parts.</summary>
public abstract partial class BackendContract
{
    protected abstract IBackend Backend { get; }

    /// <summary>The backend without what it does for some options only, and which rounds otherwise.</summary>
    protected virtual IBackend LayerByLayer => Backend;

    /// <summary>How far parameters, losses and scores may be from those of the <see cref="Oracle"/>.</summary>
    private protected abstract Tolerance ParameterTolerance { get; }

    /// <summary>Sizes around the widths of vectors, tiles and blocks.</summary>
    private protected virtual IReadOnlyList<int> Sizes { get; } =
        [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 64, 130];

    /// <summary>The numbers of the cases that most tests walk through: as many as there are sizes, so that each
    /// dimension has each of them. A backend that is slow, as a simulator is, may take fewer.</summary>
    private protected virtual IEnumerable<int> Cases => Enumerable.Range(0, Sizes.Count);

    public static TheoryData<Activation, int> ActivationsAndDepths()
    {
        var cases = new TheoryData<Activation, int>();
        foreach (var activation in Enum.GetValues<Activation>())
            for (var hiddenLayers = 0; hiddenLayers <= 3; hiddenLayers++) cases.Add(activation, hiddenLayers);
        return cases;
    }

    /// <summary>A size of the list by any number, so that the dimensions of a case walk through it at different paces.
    /// </summary>
    private int Size(int number) => Sizes[number % Sizes.Count];

    private int[] HiddenSizes(int count, int number) =>
        [.. Enumerable.Range(1, count).Select(layer => Size(number * (2 * layer + 1) + 5 * layer))];
}
