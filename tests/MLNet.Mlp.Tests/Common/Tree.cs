using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests;

/// <summary>A row of the small made-up data that most tests use.</summary>
public sealed class Tree
{
    public const int FeatureCount = 4;

    /// <summary>A <see cref="Key"/> that becomes a missing label.</summary>
    public const uint MissingKey = uint.MaxValue;

    [VectorType(FeatureCount)]
    public float[] Features { get; set; } = [];

    public string Species { get; set; } = "";

    /// <summary>The class as a number: 10, 20 or 30.</summary>
    public int Code { get; set; }

    /// <summary>The class as a key whose keys stand for nothing. ML.NET counts them from 0 here, from 1 in the column.</summary>
    [KeyType(3)]
    public uint Key { get; set; }

    public bool IsCedar { get; set; }

    /// <summary>A linear function of the features.</summary>
    public float Height { get; set; }

    /// <summary>The height, and the first feature.</summary>
    [VectorType(2)]
    public float[] Sizes { get; set; } = [];
}

/// <summary>What a model says of a tree.</summary>
public sealed class TreePrediction
{
    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}
