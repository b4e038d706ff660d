namespace Microsoft.ML.Transforms;

internal static class Sparsity
{
    /// <summary>Whether ML.NET's transformers make a vector of so many values other than zero sparse.</summary>
    public static bool IsSparse(int count, int length) => count == 0 || count < length / 2;
}
