using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class BinaryClassificationCatalog
{
    public CalibratorsCatalog Calibrators => field ??= new(this);

    public sealed class CalibratorsCatalog : CatalogInstantiatorBase
    {
        internal CalibratorsCatalog(BinaryClassificationCatalog catalog) : base(catalog)
        {
        }

        public PlattCalibratorEstimator Platt(
            string labelColumnName = "Label",
            string scoreColumnName = "Score",
            string? exampleWeightColumnName = null) =>
            new(this.GetEnvironment(), labelColumnName, scoreColumnName, exampleWeightColumnName);

        public FixedPlattCalibratorEstimator Platt(double slope, double offset, string scoreColumnName = "Score") =>
            new(this.GetEnvironment(), slope, offset, scoreColumnName);

        public IsotonicCalibratorEstimator Isotonic(
            string labelColumnName = "Label",
            string scoreColumnName = "Score",
            string? exampleWeightColumnName = null) =>
            new(this.GetEnvironment(), labelColumnName, scoreColumnName, exampleWeightColumnName);
    }
}
