namespace MLNet.Mlp;

/// <summary>How training rows keep their features.</summary>
public enum FeatureStorage
{
    /// <summary>As <see cref="Sparse"/> where there are at least 512 features, at most 5 % of them are not zero in the
    /// first 1000 rows, and <see cref="MlpOptions.MaxNorm"/> is not set; else as <see cref="Dense"/>.</summary>
    Auto,

    /// <summary>4 bytes for each feature of each row.</summary>
    Dense,

    /// <summary>8 bytes for each feature that is not zero and 12 for each row; time of the first layer is in proportion
    /// to them, too. A row is never spread out. In each step the weights of the features that are zero in the whole
    /// batch rest, with their momentum and penalties: see <see cref="Optimizer"/>.</summary>
    Sparse,
}
