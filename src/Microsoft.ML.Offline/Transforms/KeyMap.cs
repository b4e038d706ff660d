namespace Microsoft.ML.Transforms;

/// <summary>What is made of the keys of one column, whatever integers they are stored as.</summary>
internal abstract class KeyMap
{
    public abstract Delegate MakeGetter(DataViewRow row);
}
