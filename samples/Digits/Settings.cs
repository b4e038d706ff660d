namespace Digits;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings(
    string DataPath,
    int[] HiddenLayers,
    int Epochs,
    int BatchSize,
    float LearningRate,
    float Momentum,
    int Seed,
    string OutputPath);
