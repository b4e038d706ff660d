namespace MLNet.Mlp;

/// <summary>What one pass over a stream has to find out of its labels, as they do not stay in memory.</summary>
/// <param name="row">Rows of the stream's kind, in which one row at a time is looked at.</param>
/// <param name="scales">Whether numbers are to be scaled.</param>
internal sealed class LabelTally(LabeledRows row, bool scales)
{
    private readonly LabelStatistics? _statistics =
        scales ? new LabelStatistics(((TargetMatrix)row.Targets).ColumnCount) : null;

    private int _firstClass = -1;
    private bool _hasSeveralClasses;

    /// <summary>Whether all rows to train on are of one class.</summary>
    public bool HasOneClass => row.Targets is ClassLabels && !_hasSeveralClasses;

    /// <summary>What to scale the labels with, or null to leave them.</summary>
    public LabelScale? Scale => _statistics?.ToScale();

    /// <summary>Looks at the row that <paramref name="reader"/> is at.</summary>
    public void Add(DataViewRowReader reader, bool isHeldOut)
    {
        var looksForClasses = row.Targets is ClassLabels && !_hasSeveralClasses && !isHeldOut;
        if (!looksForClasses && _statistics is null) return;
        row.Clear();
        reader.AppendTo(row);
        _statistics?.Add(((TargetMatrix)row.Targets)[0], row.Weight(0));
        if (!looksForClasses) return;
        if (_firstClass < 0) _firstClass = row.Labels[0];
        _hasSeveralClasses = row.Labels[0] != _firstClass;
    }
}
