using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class SavedTransformsTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public SavedTransformsTests()
        => _data = _ml.Data.LoadFromEnumerable(
        [
            new Row { Text = "b", A = 1, B = 10, D = 2, Flag = true, Whole = 5 },
            new Row { Text = "a", A = 2, B = 40, D = 4, Flag = false, Whole = 9 },
            new Row { Text = "c", A = -4, B = 20, D = 3, Flag = true, Whole = 5 },
        ]);

    [Fact]
    public void Every_transform_works_the_same_after_saving_and_loading()
    {
        var model = Pipeline().Fit(_data);
        var loaded = SaveAndLoad(model, out var schema);

        Assert.Equal(_data.Schema.Select(c => c.Name), schema.Select(c => c.Name));
        var (before, after) = (model.Transform(_data), loaded.Transform(_data));
        Assert.Equal(before.Schema.Select(c => (c.Name, c.Type)), after.Schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(before.Vectors("Features"), after.Vectors("Features"));
        Assert.Equal(before.Texts("Back"), after.Texts("Back"));
        Assert.Equal(before.Values<uint>("WholeKey"), after.Values<uint>("WholeKey"));
        Assert.Equal(["b", "a", "c"], after.Schema["Label"].AnnotationTexts("KeyValues"));
        Assert.Equal([5, 9], after.Schema["WholeKey"].AnnotationVector<int>("KeyValues"));
        Assert.Equal(
            before.Schema["Features"].AnnotationTexts("SlotNames"), after.Schema["Features"].AnnotationTexts("SlotNames"));
    }

    [Fact]
    public void A_loaded_pipeline_serves_single_predictions()
    {
        var loaded = SaveAndLoad(Pipeline().Fit(_data), out var schema);
        using var engine = _ml.Model.CreatePredictionEngine<Row, Output>(loaded, schema);

        var known = engine.Predict(new Row { Text = "a", A = 2, B = 20, D = 4, Whole = 9 });
        var unknown = engine.Predict(new Row { Text = "?", A = 4, B = 40, D = 2, Whole = 1 });

        Assert.Equal([0.5f, 0.5f, 0, 1, 0], known.Features);
        Assert.Equal("a", known.Back);
        Assert.Equal(2u, known.WholeKey);
        Assert.Equal([1, 1, 0, 0, 0], unknown.Features);
        Assert.Equal("", unknown.Back);
        Assert.Equal(0u, unknown.WholeKey);
    }

    [Fact]
    public void Every_transform_maps_rows_one_to_one()
    {
        ITransformer model = Pipeline().Fit(_data);

        Assert.True(model.IsRowToRowMapper);
        Assert.Equal(
            model.GetOutputSchema(_data.Schema).Select(c => (c.Name, c.Type)),
            model.GetRowToRowMapper(_data.Schema).OutputSchema.Select(c => (c.Name, c.Type)));
    }

    private EstimatorChain<ColumnSelectingTransformer> Pipeline()
        => _ml.Transforms.Conversion.MapValueToKey("Label", "Text")
            .Append(_ml.Transforms.Conversion.MapValueToKey("WholeKey", "Whole"))
            .Append(_ml.Transforms.Conversion.MapValueToKey("FlagKey", "Flag"))
            .Append(_ml.Transforms.Categorical.OneHotEncoding("Hot", "Text"))
            .Append(_ml.Transforms.CopyColumns("C", "B"))
            .Append(_ml.Transforms.NormalizeMinMax("A"))
            .Append(_ml.Transforms.NormalizeMinMax("C"))
            .Append(_ml.Transforms.NormalizeMeanVariance("D", fixZero: false))
            .Append(_ml.Transforms.Concatenate("Features", "A", "C", "Hot"))
            .Append(_ml.Transforms.NormalizeMeanVariance("Scaled", "Features", fixZero: false))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Label"))
            .Append(_ml.Transforms.DropColumns("C"));

    private ITransformer SaveAndLoad(ITransformer model, out DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, _data.Schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out schema);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float A { get; set; }

        public float B { get; set; }

        public double D { get; set; }

        public bool Flag { get; set; }

        public int Whole { get; set; }
    }

    private sealed class Output
    {
        public float[] Features { get; set; } = [];

        public string Back { get; set; } = "";

        public uint WholeKey { get; set; }
    }
}
