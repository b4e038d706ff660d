namespace MLNet.Mlp.Backends;

/// <summary>
/// The inputs that are not zero in every row of a sparse batch, and for each of them the rows in which it is not, with
/// its values: the batch by columns (CSC), as the gradient of the first layer's weights needs it.
/// <para>It is filled in two passes over the non-zeros, one to count those of each input and one to put them in place,
/// in time proportional to their number: what depends on the number of inputs is allocated once, and only the places
/// that the last batch touched are reset. Inputs come in the order in which the batch shows them, rows in that of the
/// batch; so all sums have one order.</para>
/// </summary>
internal sealed class SeenInputs(int inputSize)
{
    /// <summary>What the optimizer's step of an input costs, in non-zeros. It only balances the threads.</summary>
    private const int StepCost = 4;

    // 1 + the place of each input in the list of those seen, or 0.
    private readonly int[] _places = new int[inputSize];

    private int[] _inputs = new int[16];

    // Where the non-zeros of the inputs seen end; those of the next start there.
    private int[] _ends = new int[16];
    private int[] _rows = [];
    private float[] _values = [];

    /// <summary>How many inputs were seen.</summary>
    public int Count { get; private set; }

    /// <summary>One of the inputs seen.</summary>
    public int Input(int place) => _inputs[place];

    /// <summary>The rows of the batch in which an input seen is not zero.</summary>
    public ReadOnlySpan<int> Rows(int place) => _rows.AsSpan(Start(place), _ends[place] - Start(place));

    /// <summary>Its values in these rows.</summary>
    public ReadOnlySpan<float> Values(int place) => _values.AsSpan(Start(place), _ends[place] - Start(place));

    public void Load(SparseFeatures features, ReadOnlySpan<int> batch)
    {
        Forget();
        foreach (var row in batch)
            foreach (var input in features[row].Columns)
            {
                var place = Place(input); // Which may move the array that the next line counts in.
                _ends[place]++;
            }

        var nonZeroCount = 0;
        for (var place = 0; place < Count; place++)
        {
            var count = _ends[place];
            _ends[place] = nonZeroCount;
            nonZeroCount = checked(nonZeroCount + count);
        }
        Reserve(nonZeroCount);

        // Each end starts at the input's first place and moves on by one with each non-zero.
        for (var i = 0; i < batch.Length; i++)
        {
            var (columns, values) = features[batch[i]];
            for (var k = 0; k < columns.Length; k++)
            {
                ref var end = ref _ends[_places[columns[k]] - 1];
                (_rows[end], _values[end]) = (i, values[k]);
                end++;
            }
        }
    }

    /// <summary>The part of the inputs seen that one of several threads owns, so that all have about as many non-zeros.
    /// </summary>
    public (int Start, int End) Part(int thread, int threadCount) =>
        thread < threadCount ? (Bound(thread, threadCount), Bound(thread + 1, threadCount)) : (0, 0);

    private int Bound(int part, int threadCount)
    {
        var goal = (Start(Count) + (long)StepCost * Count) * part / threadCount;
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Start(middle) + (long)StepCost * middle < goal) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private int Start(int place) => place == 0 ? 0 : _ends[place - 1];

    private void Forget()
    {
        for (var place = 0; place < Count; place++) _places[_inputs[place]] = 0;
        Count = 0;
    }

    private int Place(int input)
    {
        ref var place = ref _places[input];
        if (place > 0) return place - 1;
        if (Count == _inputs.Length)
        {
            Array.Resize(ref _inputs, 2 * Count);
            Array.Resize(ref _ends, 2 * Count);
        }
        (_inputs[Count], _ends[Count]) = (input, 0);
        place = ++Count;
        return place - 1;
    }

    private void Reserve(int nonZeroCount)
    {
        if (_values.Length >= nonZeroCount) return;
        var length = (int)Math.Min(Array.MaxLength, Math.Max(2L * _values.Length, nonZeroCount));
        (_rows, _values) = (new int[length], new float[length]);
    }
}
