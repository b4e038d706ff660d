using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Transforms;

public sealed class ConvertTypeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Numbers_and_truth_values_become_numbers_of_single_precision()
    {
        var data = Data();
        var names = new[] { "Flag", "Whole", "Long", "Unsigned", "Byte", "Real", "Number" };

        var converted = _ml.Transforms.Conversion
            .ConvertType([.. names.Select(name => new InputOutputColumnPair(name))]).Fit(data).Transform(data);

        Assert.Equal([1f, 0], converted.Values<float>("Flag"));
        Assert.Equal([-7f, int.MaxValue], converted.Values<float>("Whole"));
        Assert.Equal([123456789012f, long.MinValue], converted.Values<float>("Long"));
        Assert.Equal([5f, ulong.MaxValue], converted.Values<float>("Unsigned"));
        Assert.Equal([6f, 255], converted.Values<float>("Byte"));
        Assert.Equal([0.1f, float.NaN], converted.Values<float>("Real"));
        Assert.Equal([1.5f, float.PositiveInfinity], converted.Values<float>("Number"));
    }

    [Fact]
    public void Other_kinds_can_be_asked_for()
    {
        var data = Data();

        Assert.Equal([1, 0], Convert("Flag", DataKind.Int32).Values<int>("Converted"));
        Assert.Equal([true, true], Convert("Whole", DataKind.Boolean).Values<bool>("Converted"));
        Assert.Equal([true, true], Convert("Real", DataKind.Boolean).Values<bool>("Converted"));
        Assert.Equal([-7L, int.MaxValue], Convert("Whole", DataKind.Int64).Values<long>("Converted"));
        Assert.Equal([-7, -1], Convert("Whole", DataKind.SByte).Values<sbyte>("Converted"));
        Assert.Equal([1.5, double.PositiveInfinity], Convert("Number", DataKind.Double).Values<double>("Converted"));
        Assert.Equal(["x", ""], Convert("Text", DataKind.String).Texts("Converted"));

        IDataView Convert(string source, DataKind kind) =>
            _ml.Transforms.Conversion.ConvertType("Converted", source, kind).Fit(data).Transform(data);
    }

    [Fact]
    public void Vectors_keep_their_shape_and_stay_sparse()
    {
        var data = Data();

        var column = Convert("Wholes").Schema["Converted"];
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 2), column.Type);
        Assert.Equal([[1f, 2, 3, 4], [0, 0, 0, -1]], Convert("Wholes").Vectors("Converted"));
        Assert.Equal([[0f, 1, 0, 0, 0], [0, 0, 0, 0, 0]], Convert("Sparse").Vectors("Converted"));
        Assert.All(Convert("Sparse").GetColumn<VBuffer<float>>("Converted"), vector => Assert.False(vector.IsDense));

        IDataView Convert(string source) =>
            _ml.Transforms.Conversion.ConvertType("Converted", source).Fit(data).Transform(data);
    }

    [Fact]
    public void What_is_known_of_the_slots_is_kept()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        VBuffer<ReadOnlyMemory<char>> names = new(5, ["a".AsMemory(), default, default, default, "e".AsMemory()]);
        definition["Sparse"].AddAnnotation("SlotNames", names, new VectorDataViewType(TextDataViewType.Instance, 5));
        definition["Real"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        definition["Real"].AddAnnotation("Other", true, BooleanDataViewType.Instance);
        var data = _ml.Data.LoadFromEnumerable(Rows(), definition);

        var schema = _ml.Transforms.Conversion.ConvertType([new("Sparse"), new("Real"), new("Flag"), new("Whole")])
            .Fit(data).Transform(data).Schema;

        Assert.Equal(["SlotNames"], schema["Sparse"].AnnotationKinds());
        Assert.Equal(["IsNormalized"], schema["Real"].AnnotationKinds());
        Assert.Equal(["IsNormalized"], schema["Flag"].AnnotationKinds());
        Assert.True(schema["Flag"].AnnotationValue<bool>("IsNormalized"));
        Assert.Empty(schema["Whole"].AnnotationKinds());
        var shape = ShapeProbe.Announced(_ml.Transforms.Conversion.ConvertType("Real"), data, "Real");
        Assert.Equal(NumberDataViewType.Single, shape.ItemType);
        Assert.Equal(["IsNormalized", "Other"], shape.AnnotationKinds());
    }

    [Theory]
    [InlineData("Real", DataKind.Int32)]
    [InlineData("Whole", DataKind.UInt32)]
    [InlineData("Byte", DataKind.Int32)]
    [InlineData("Flag", DataKind.Byte)]
    public void There_are_conversions_that_do_not_exist(string source, DataKind kind)
    {
        var data = Data();
        var estimator = _ml.Transforms.Conversion.ConvertType("Converted", source, kind);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data));
        Assert.Contains(source, error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => ShapeProbe.Announced(estimator, data, "Converted"));
        Assert.Contains(source, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_conversion_does_the_same()
    {
        var data = Data();
        var model = _ml.Transforms.Conversion.ConvertType("Converted", "Whole", DataKind.Double).Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = _ml.Model.Load(stream, out _);

        Assert.Equal([-7.0, int.MaxValue], loaded.Transform(data).Values<double>("Converted"));
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Rows());

    private static Row[] Rows() =>
    [
        new()
        {
            Flag = true,
            Whole = -7,
            Long = 123456789012,
            Unsigned = 5,
            Byte = 6,
            Real = 0.1,
            Number = 1.5f,
            Text = "x",
            Wholes = [1, 2, 3, 4],
            Sparse = new(5, 1, [true], [1]),
        },
        new()
        {
            Whole = int.MaxValue,
            Long = long.MinValue,
            Unsigned = ulong.MaxValue,
            Byte = 255,
            Real = double.NaN,
            Number = float.PositiveInfinity,
            Wholes = [0, 0, 0, -1],
            Sparse = new(5, 0, [], []),
        },
    ];

    private sealed class Row
    {
        public bool Flag { get; set; }

        public int Whole { get; set; }

        public long Long { get; set; }

        public ulong Unsigned { get; set; }

        public byte Byte { get; set; }

        public double Real { get; set; }

        public float Number { get; set; }

        public string Text { get; set; } = "";

        [VectorType(2, 2)]
        public int[] Wholes { get; set; } = [];

        [VectorType(5)]
        public VBuffer<bool> Sparse { get; set; }
    }
}
