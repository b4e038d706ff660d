namespace Microsoft.ML;

/// <summary>A part of a component that is saved with it, but shows nobody else how.</summary>
internal interface ICanSaveInside
{
    void Save(ModelSaveContext ctx);
}
