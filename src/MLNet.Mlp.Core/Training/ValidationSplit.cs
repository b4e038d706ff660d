namespace MLNet.Mlp;

/// <summary>Sets rows aside for validation, at random, and by class where there are classes: each then has its fraction
/// of rows in both parts.</summary>
internal static class ValidationSplit
{
    /// <summary>Epochs are counted from 1, so that this one's random numbers are used by none.</summary>
    private const int EpochBeforeAll = 0;

    /// <summary>Says which rows are for training, and copies the others, which are fewer as a rule. In both parts they
    /// keep their order.</summary>
    /// <exception cref="ArgumentException">Too few rows for the fraction.</exception>
    public static (int[] Training, LabeledRows Validation) Of(LabeledRows data, float fraction, int seed)
    {
        var places = PlacesOf(data, fraction);
        if (places.Sum() == 0)
            throw new ArgumentException(
                $"{nameof(TrainingOptions.ValidationFraction)} must leave at least one row of each class to train " +
                FormattableString.Invariant($"on, and set one aside; got {fraction} of {data.RowCount} rows. ") +
                "Try more rows.", nameof(data));

        var order = new int[data.RowCount];
        RowOrder.Shuffle(order, seed, EpochBeforeAll);
        var (isSetAside, setAsideCount) = (new bool[data.RowCount], places.Sum());
        foreach (var row in order)
        {
            ref var left = ref places[ClassOf(data, row)];
            if (left == 0) continue;
            left--;
            isSetAside[row] = true;
        }

        var (training, validation) = (new int[data.RowCount - setAsideCount], data.CreateEmpty());
        var count = 0;
        for (var row = 0; row < data.RowCount; row++)
        {
            if (isSetAside[row]) validation.AppendFrom(data, row);
            else training[count++] = row;
        }
        return (training, validation);
    }

    /// <summary>How many rows of each class to set aside: fraction times rows, rounded up, over all classes together;
    /// of these each class gets its fraction rounded down, and those with the largest remainders one
    /// more.</summary>
    private static int[] PlacesOf(LabeledRows data, float fraction)
    {
        var counts = new int[data.Targets is ClassLabels classes ? classes.ClassCount : 1];
        for (var row = 0; row < data.RowCount; row++) counts[ClassOf(data, row)]++;

        // A class always keeps a row to train on.
        int Limit(int k) => Math.Max(0, counts[k] - 1);
        // As decimal numbers, so that 0.1 of 100 is 10 and not a little more.
        decimal Share(int k) => (decimal)fraction * counts[k];
        decimal Remainder(int k) => Share(k) - Math.Floor(Share(k));
        int[] places = [.. Enumerable.Range(0, counts.Length).Select(k => Math.Min((int)Share(k), Limit(k)))];
        var left = (int)Math.Ceiling((decimal)fraction * data.RowCount) - places.Sum();
        foreach (var k in Enumerable.Range(0, counts.Length).Where(k => Remainder(k) > 0).OrderByDescending(Remainder))
        {
            if (left <= 0) break;
            if (places[k] == Limit(k)) continue;
            places[k]++;
            left--;
        }
        return places;
    }

    private static int ClassOf(LabeledRows data, int row) =>
        data.Targets is ClassLabels classes ? classes.Labels[row] : 0;
}
