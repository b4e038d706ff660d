using Microsoft.ML.Data;

namespace MLNet.Mlp.Conformance.Tests;

/// <summary>A row of the data that the scenarios use.</summary>
public sealed class Plant
{
    public const int FeatureCount = 4;

    /// <summary>A <see cref="Kind"/> that becomes a missing label.</summary>
    public const uint MissingKind = uint.MaxValue;

    [LoadColumn(0, 3), VectorType(FeatureCount)]
    public float[] Features { get; set; } = [];

    /// <summary>The first of the features.</summary>
    [LoadColumn(4)]
    public float Width { get; set; }

    /// <summary>The second of the features.</summary>
    [LoadColumn(5)]
    public float Length { get; set; }

    /// <summary>Which of the features is large, in the words of a gardener.</summary>
    [LoadColumn(6)]
    public string Soil { get; set; } = "";

    [LoadColumn(7)]
    public string Species { get; set; } = "";

    /// <summary>The species as a number: 10, 20 or 30.</summary>
    [LoadColumn(8)]
    public int Code { get; set; }

    /// <summary>The species as a key that stands for nothing. ML.NET counts it from 0 here, from 1 in the
    /// column.</summary>
    [LoadColumn(9), KeyType(3)]
    public uint Kind { get; set; }

    [LoadColumn(10)]
    public bool IsCedar { get; set; }

    /// <summary>A linear function of the features, and noise. Not negative.</summary>
    [LoadColumn(11)]
    public float Height { get; set; }

    /// <summary>How much the row counts, from 0.5 to 2.</summary>
    [LoadColumn(12)]
    public float Weight { get; set; } = 1;
}
