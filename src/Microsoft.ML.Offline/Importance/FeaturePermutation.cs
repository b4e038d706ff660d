using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>
/// How much the metrics of a model change when the values of one feature are shuffled among the rows (Breiman 2001,
/// "Random Forests", section 10): the importance of that feature to that model.
/// </summary>
/// <param name="Env">Where the shuffling is seeded.</param>
/// <param name="Data">The rows to evaluate the model on.</param>
/// <param name="PermutationCount">How often each feature is shuffled.</param>
/// <param name="NumberOfExamples">The number of rows to shuffle and then evaluate; null is all.</param>
internal sealed record FeaturePermutation(
    IHostEnvironment Env, IDataView Data, int PermutationCount, int? NumberOfExamples)
{
    /// <summary>
    /// The statistics of each slot of the feature column; none if the column is no vector of fixed size.
    /// </summary>
    public ImmutableArray<TStatistics> Measure<TMetrics, TStatistics>(
        ITransformer model, string featureColumnName, Func<IDataView, TMetrics> evaluate, Func<TStatistics> create)
        where TStatistics : IMetricsStatistics<TMetrics>
    {
        Check.NonEmpty(featureColumnName, nameof(featureColumnName));
        if (NumberOfExamples <= 0)
            throw new InvalidOperationException(
                "Provide how many examples to use (positive number) or set to null to use whole dataset.");

        var host = Env.Register(nameof(FeaturePermutation));
        var baseline = evaluate(model.Transform(Data));
        var features = Data.Schema[featureColumnName];
        int slotCount = (features.Type as VectorDataViewType)?.Size ?? 0;
        var statistics = ImmutableArray.CreateBuilder<TStatistics>(slotCount);
        for (int slot = 0; slot < slotCount; slot++)
        {
            host.CheckAlive();
            var values = ValuesOf(features, slot);
            if (values.Length == 0)
                break;
            var measured = create();
            for (int i = 0; i < PermutationCount; i++)
            {
                host.Rand.Shuffle(values);
                var permuted = new PermutedView(Data, featureColumnName, slot, values);
                measured.Add(evaluate(model.Transform(permuted)), baseline);
            }
            statistics.Add(measured);
        }
        return statistics.ToImmutable();
    }

    /// <summary>The statistics by the names of the slots; a slot without a name is called by its number.</summary>
    public ImmutableDictionary<string, TStatistics> MeasureByName<TMetrics, TStatistics>(
        ITransformer model, Func<IDataView, TMetrics> evaluate, Func<TStatistics> create)
        where TStatistics : IMetricsStatistics<TMetrics>
    {
        var predictor = PredictorOf(model);
        var statistics = Measure(predictor, predictor.FeatureColumnName, evaluate, create);
        VBuffer<ReadOnlyMemory<char>> names = default;
        Data.Schema[predictor.FeatureColumnName].GetSlotNames(ref names);
        return statistics.Zip(names.DenseValues()).Select((pair, i) => (pair.First, pair.Second, i))
            .ToImmutableDictionary(
                slot => slot.Second.IsEmpty ? $"Slot {slot.i}" : slot.Second.ToString(), slot => slot.First);
    }

    /// <summary>The last transformer of a chain that predicts from one feature column, or the model itself.</summary>
    private static ISingleFeaturePredictionTransformer PredictorOf(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var predictor = model is IEnumerable<ITransformer> chain
            ? chain.OfType<ISingleFeaturePredictionTransformer>().LastOrDefault()
            : model as ISingleFeaturePredictionTransformer;
        return predictor
            ?? throw new ArgumentNullException(
                nameof(model), "The model provided does not have a compatible predictor");
    }

    private float[] ValuesOf(DataViewSchema.Column features, int slot)
    {
        var values = new List<float>();
        using var cursor = Data.GetRowCursor([features]);
        var getter = cursor.GetGetter<VBuffer<float>>(features);
        VBuffer<float> vector = default;
        while (values.Count < (NumberOfExamples ?? Array.MaxLength) && cursor.MoveNext())
        {
            getter(ref vector);
            values.Add(vector.GetItemOrDefault(slot));
        }
        return [.. values];
    }
}
