using Microsoft.ML.Data;

namespace Microsoft.ML
{
    public interface IPredictionTransformer<out TModel> : ITransformer
        where TModel : class
    {
        TModel Model { get; }
    }

    public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
        where TModel : class
    {
        string FeatureColumnName { get; }

        DataViewType FeatureColumnType { get; }
    }

    internal interface ISingleFeaturePredictionTransformer : ITransformer
    {
        string FeatureColumnName { get; }
    }

    public sealed class TrainerInfo
    {
        internal TrainerInfo(
            bool normalization = true,
            bool calibration = false,
            bool caching = true,
            bool supportValid = false,
            bool supportIncrementalTrain = false,
            bool supportTest = false)
        {
            NeedNormalization = normalization;
            NeedCalibration = calibration;
            WantCaching = caching;
            SupportsValidation = supportValid;
            SupportsIncrementalTraining = supportIncrementalTrain;
            SupportsTest = supportTest;
        }

        public bool NeedNormalization { get; }

        public bool WantCaching { get; }

        internal bool NeedCalibration { get; }

        internal bool SupportsValidation { get; }

        internal bool SupportsTest { get; }

        internal bool SupportsIncrementalTraining { get; }
    }
}

namespace Microsoft.ML.Trainers
{
    public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
        where TTransformer : IPredictionTransformer<TModel>
        where TModel : class
    {
        TrainerInfo Info { get; }
    }
}
