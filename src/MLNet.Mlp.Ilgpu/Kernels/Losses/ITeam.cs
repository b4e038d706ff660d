using ILGPU;

namespace MLNet.Mlp.Backends;

/// <summary>The threads that measure a row together. Thread i takes the outputs i, i + Count, i + 2 Count and so on;
/// what they find they bring together by calls that all of them make, with the same result for all.</summary>
internal interface ITeam
{
    int Index { get; }

    int Count { get; }

    /// <summary>The sum, always in the same order.</summary>
    float Sum(float value);

    /// <summary>The largest; NaN where one is.</summary>
    float Largest(float value);

    int Least(int value);
}

/// <summary>One thread alone.</summary>
internal readonly struct OneThread : ITeam
{
    public int Index => 0;

    public int Count => 1;

    public float Sum(float value) => value;

    public float Largest(float value) => value;

    public int Least(int value) => value;
}

/// <summary>All threads of a group.</summary>
/// <param name="numbers">Shared memory, a number for each thread.</param>
/// <param name="indices">The same for integers.</param>
internal readonly struct WholeGroup(ArrayView<float> numbers, ArrayView<int> indices) : ITeam
{
    /// <summary>The most threads that a group has.</summary>
    public const int MostThreads = 256;

    private readonly ArrayView<float> _numbers = numbers;
    private readonly ArrayView<int> _indices = indices;

    public int Index => Group.IdxX;

    public int Count => Group.DimX;

    public float Sum(float value)
    {
        _numbers[Group.IdxX] = value;
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) _numbers[Group.IdxX] += _numbers[Group.IdxX + half];
            Group.Barrier();
        }
        var sum = _numbers[0];
        Group.Barrier();
        return sum;
    }

    public float Largest(float value)
    {
        _numbers[Group.IdxX] = value;
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                _numbers[Group.IdxX] = LossRow.LargerOf(_numbers[Group.IdxX], _numbers[Group.IdxX + half]);
            Group.Barrier();
        }
        var largest = _numbers[0];
        Group.Barrier();
        return largest;
    }

    public int Least(int value)
    {
        _indices[Group.IdxX] = value;
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                _indices[Group.IdxX] = IntrinsicMath.Min(_indices[Group.IdxX], _indices[Group.IdxX + half]);
            Group.Barrier();
        }
        var least = _indices[0];
        Group.Barrier();
        return least;
    }
}
