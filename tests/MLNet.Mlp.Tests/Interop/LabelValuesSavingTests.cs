using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Mlp.Tests.Interop;

/// <summary>The values of the label's keys, of every type that can be a key, survive training, saving and loading.</summary>
public class LabelValuesSavingTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void Texts() => Survive([" ", "Ulme", "Österreich; \"ß\"", "木", "🌲", "line\nbreak"]);

    [Fact]
    public void Booleans() => Survive([true, false]);

    [Fact]
    public void Signed_integers()
    {
        Survive<sbyte>([sbyte.MinValue, 0, sbyte.MaxValue]);
        Survive<short>([short.MinValue, 0, short.MaxValue]);
        Survive([int.MinValue, 0, int.MaxValue]);
        Survive([long.MinValue, 0, long.MaxValue]);
    }

    [Fact]
    public void Unsigned_integers()
    {
        Survive<byte>([0, 1, byte.MaxValue]);
        Survive<ushort>([0, 1, ushort.MaxValue]);
        Survive<uint>([0, 1, uint.MaxValue]);
        Survive<ulong>([0, 1, ulong.MaxValue]);
    }

    [Fact]
    public void Floating_point_numbers()
    {
        Survive([0f, 0.1f, -1e-45f, float.MaxValue, float.PositiveInfinity]);
        Survive([0d, 0.1, 1d / 3, double.Epsilon, double.MinValue]);
    }

    [Fact]
    public void The_empty_text_which_MapValueToKey_takes_for_a_missing_value()
    {
        ReadOnlyMemory<char>[] values = ["".AsMemory(), "a".AsMemory()];
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(LabelValues.KeyValues, new VectorDataViewType(TextDataViewType.Instance, values.Length),
            (ref VBuffer<ReadOnlyMemory<char>> destination) => destination = new(values.Length, values));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Label", new KeyDataViewType(typeof(uint), values.Length), annotations.ToAnnotations());

        using var stream = new MemoryStream();
        LabelValues.Of(schema.ToSchema()["Label"])!.Save(new BinaryWriter(stream));
        stream.Position = 0;
        var loaded = new DataViewSchema.Annotations.Builder();
        LabelValues.Load(new BinaryReader(stream), values.Length).AddTo(loaded, "Loaded");
        VBuffer<ReadOnlyMemory<char>> result = default;
        loaded.ToAnnotations().GetValue("Loaded", ref result);
        Assert.Equal(["", "a"], result.DenseValues().Select(text => text.ToString()));
    }

    private void Survive<T>(T[] values)
    {
        var rows = Enumerable.Range(0, 20 * values.Length).Select(i => new Row<T>
        {
            Features = [.. values.Select((_, j) => i % values.Length == j ? 1f : 0f), .. new float[8 - values.Length]],
            Value = values[i % values.Length],
        }).ToList();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var model = _mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Row<T>.Value))
            .Append(_mlContext.Mlp(o => (o.LabelColumnName, o.NumberOfEpochs, o.LearningRate) = ("Label", 20, 0.1f)))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"))
            .Fit(data);

        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var loaded = _mlContext.Model.Load(stream, out _);
        Assert.Equal(rows.Select(row => row.Value), model.Transform(data).GetColumn<T>("Predicted"));
        Assert.Equal(rows.Select(row => row.Value), loaded.Transform(data).GetColumn<T>("Predicted"));
    }

    public sealed class Row<T>
    {
        [VectorType(8)]
        public float[] Features { get; set; } = [];

        public T Value { get; set; } = default!;
    }
}
