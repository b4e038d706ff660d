using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Transforms;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class SaveAsBinaryTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"binary-{Guid.NewGuid():N}.idv");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Saved_rows_are_read_back_with_types_and_annotations()
    {
        var data = Data();
        Save(data);

        foreach (var loaded in new[]
        {
            _ml.Data.LoadFromBinary(_path), _ml.Data.LoadFromBinary(new MultiFileSource(_path)),
        })
        {
            Assert.Equal(data.Schema.Select(column => column.Name), loaded.Schema.Select(column => column.Name));
            Assert.Equal(data.Schema.Select(column => column.Type), loaded.Schema.Select(column => column.Type));
            Assert.Equal(data.Values<float>("Number"), loaded.Values<float>("Number"));
            Assert.Equal(data.Values<double>("Real"), loaded.Values<double>("Real"));
            Assert.Equal(data.Values<uint>("Key"), loaded.Values<uint>("Key"));
            Assert.Equal(data.Values<bool>("Flag"), loaded.Values<bool>("Flag"));
            Assert.Equal(data.Values<long>("Whole"), loaded.Values<long>("Whole"));
            Assert.Equal(data.Texts("Text"), loaded.Texts("Text"));
            Assert.Equal(data.Vectors("Any"), loaded.Vectors("Any"));
            Assert.Equal(data.Vectors("Sparse"), loaded.Vectors("Sparse"));
            Assert.Equal(
                [false, false, true],
                loaded.GetColumn<VBuffer<float>>("Sparse").Select(vector => vector.IsDense));
            Assert.Equal(["first", ""], loaded.Schema["Vector"].AnnotationTexts("SlotNames"));
        }
    }

    [Fact]
    public void The_rows_are_counted_and_can_be_shuffled()
    {
        Save(_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Row { Number = i })));

        var loaded = _ml.Data.LoadFromBinary(_path);

        Assert.Equal(50, loaded.GetRowCount());
        Assert.True(loaded.CanShuffle);
        Assert.Single(loaded.GetRowCursorSet(loaded.Schema, 4));
        var column = loaded.Schema["Number"];
        using var cursor = loaded.GetRowCursor([column], new Random(1));
        var getter = cursor.GetGetter<float>(column);
        var read = new List<float>();
        while (cursor.MoveNext())
        {
            float value = 0;
            getter(ref value);
            read.Add(value);
        }
        Assert.NotEqual(loaded.Values<float>("Number"), read);
        Assert.Equal(loaded.Values<float>("Number"), read.Order());
    }

    [Fact]
    public void Hidden_columns_are_left_out_unless_asked_for()
    {
        var data = _ml.Transforms.CopyColumns("Number", "Real").Fit(Data()).Transform(Data());

        Save(data);
        Assert.Equal(data.Schema.Count - 1, _ml.Data.LoadFromBinary(_path).Schema.Count);
        // ML.NET keeps a file that it has loaded open.
        File.Delete(_path);
        Save(data, keepHidden: true);
        var kept = _ml.Data.LoadFromBinary(_path);

        Assert.Equal(data.Schema.Count, kept.Schema.Count);
        Assert.Equal(data.Values<double>("Number"), kept.Values<double>("Number"));
    }

    [Fact]
    public void No_rows_are_read_back_as_no_rows()
    {
        Save(_ml.Data.LoadFromEnumerable(Array.Empty<Row>()));

        var loaded = _ml.Data.LoadFromBinary(_path);

        Assert.Empty(loaded.Values<float>("Number"));
        Assert.Equal(0, loaded.GetRowCount());
    }

    [Fact]
    public void What_is_no_such_file_is_an_error()
    {
        File.WriteAllText(_path, new string('x', 1000));

        Assert.Throws<FormatException>(() => _ml.Data.LoadFromBinary(_path).Schema);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromBinary(_path + ".missing"));
        Assert.Throws<ArgumentNullException>(() => _ml.Data.SaveAsBinary(Data(), null!));
        using var stream = new MemoryStream([1, 2, 3]);
        stream.Position = 3;
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.SaveAsBinary(Data(), stream));
    }

    private void Save(IDataView data, bool keepHidden = false)
    {
        using var stream = File.Create(_path);
        _ml.Data.SaveAsBinary(data, stream, keepHidden);
    }

    private IDataView Data()
    {
        Row[] rows =
        [
            new()
            {
                Number = 1.5f,
                Real = 0.1,
                Key = 1,
                Text = "a\tb",
                Flag = true,
                Sparse = new(10, 2, [3, 4], [1, 9]),
            },
            new() { Number = float.NaN, Key = 99, Whole = long.MinValue, Sparse = new(10, 0, [], []), Any = [1] },
            new() { Vector = [1, 2], Sparse = new(10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), Any = [1, 2, 3] },
        ];
        var definition = SchemaDefinition.Create(typeof(Row));
        VBuffer<ReadOnlyMemory<char>> names = new(2, ["first".AsMemory(), default]);
        definition["Vector"].AddAnnotation("SlotNames", names, new VectorDataViewType(TextDataViewType.Instance, 2));
        return _ml.Data.LoadFromEnumerable(rows, definition);
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public double Real { get; set; }

        [KeyType(3)]
        public uint Key { get; set; }

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public long Whole { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [0, 0];

        [VectorType(10)]
        public VBuffer<float> Sparse { get; set; } = new(10, 0, [], []);

        public float[] Any { get; set; } = [];
    }
}
