using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNet.Mlp.Interop;

/// <summary>
/// What this library uses of ML.NET's internals, because ML.NET offers no public way to it. Only the formats beside it,
/// <see cref="HostCancellation"/>, what joins <c>OneVersusAll</c>, and the interface lists of
/// <see cref="MlpTransformer"/> and <see cref="ScoredDataView"/>, which tell ML.NET's permutation feature importance
/// where the features are and ConvertToOnnx what to write, use more of them. When ML.NET moves one of these members the
/// build breaks there.
/// </summary>
internal static class MLNetInternals
{
    /// <summary>The <see cref="MLContext"/>'s environment behind a catalog: carries the log, the seed and the
    /// device.</summary>
    public static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase catalog) =>
        CatalogUtils.GetEnvironment(catalog);

    /// <inheritdoc cref="EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase)"/>
    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog) => CatalogUtils.GetEnvironment(catalog);

    /// <summary>What the user has set as <see cref="MLContext.GpuDeviceId"/> and
    /// <see cref="MLContext.FallbackToCpu"/>.</summary>
    public static (int? GpuDeviceId, bool FallbackToCpu) DeviceOf(IHostEnvironment environment) =>
        environment is IHostEnvironmentInternal known
            ? (known.GpuDeviceId, known.FallbackToCpu)
            : (null, true);

    public static TrainerInfo CreateTrainerInfo(
        bool normalization, bool caching, bool supportValid, bool supportIncrementalTrain) =>
        new(normalization: normalization, calibration: false, caching: caching, supportValid: supportValid,
            supportIncrementalTrain: supportIncrementalTrain);

    public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

    public static SchemaShape.Column CreateColumn(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType,
        bool isKey = false, IEnumerable<SchemaShape.Column>? annotations = null) =>
        new(name, kind, itemType, isKey, annotations is null ? null : new SchemaShape(annotations));
}
