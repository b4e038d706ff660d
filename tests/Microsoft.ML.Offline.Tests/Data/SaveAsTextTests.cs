using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Transforms;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class SaveAsTextTests
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>What ML.NET 5.0.0 writes.</summary>
    [Fact]
    public void Rows_are_lines_below_a_comment_that_tells_a_text_loader_how_to_read_them()
    {
        Assert.Equal(
            """
            #@ TextLoader{
            #@   header+
            #@   sep=tab
            #@   col=Number:R4:0
            #@   col=Real:R8:1
            #@   col=Key:U4[3]:2
            #@   col=Text:TX:3
            #@   col=Vector:R4:4-5
            #@   col=Flag:BL:6
            #@   col=Whole:I4:7
            #@   col=Long:U8:8
            #@   col={name={Odd name} type=U1 src=9}
            #@   col=Sparse:R4:10-19
            #@   col=Any:R4:20-**
            #@ }
            Number>Real>Key>Text>first>"">Flag>Whole>Long>Odd name>10>0:""
            1.5>0.10000000000000001>1>"a>b">1>2>1>-7>12>11>2:3>10:4
            ?>?>>"say ""x"": y">16>0:0
            0>0>0>" lead">1E-20>3.4028235E+38>17>4:Infinity>14:1>15:2>16:3
            0>0>0>"">0>0>0>0>0>0>1>2>3>4>5>6>7>8>9>10

            """,
            Save(Data()));
    }

    [Fact]
    public void Header_comment_and_sparse_lines_can_be_left_out()
    {
        Assert.Equal(
            """
            Number Real Key Text first "" Flag Whole Long "Odd name" "" "" "" "" "" "" "" "" "" ""
            1.5 0.10000000000000001 1 a>b 1 2 1 -7 12 0 0 3 0 0 0 0 0 0 0 4
            ? ?  "say ""x"": y" 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            0 0 0 " lead" 1E-20 3.4028235E+38 0 0 0 0 Infinity 0 0 0 0 0 0 0 0 0 1 2 3
            0 0 0 "" 0 0 0 0 0 0 1 2 3 4 5 6 7 8 9 10

            """,
            Save(Data(), ' ', schema: false, forceDense: true));
        Assert.StartsWith("1.5,0.10000000000000001,1,a>b,1,2,1,-7,12,11,2:3,10:4\n?,?,,",
            Save(Data(), ',', headerRow: false, schema: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sparse", "10>1:3>9:4|10>0:0|10>0:Infinity|1>2>3>4>5>6>7>8>9>10")]
    [InlineData("Sparse Number",
        "11>10:Number|11>1:3>9:4>10:1.5|11>10:?|11>0:Infinity|1>2>3>4>5>6>7>8>9>10>0")]
    [InlineData("Number Sparse", "Number>10>0:\"\"|1.5>10>1:3>9:4|?>10>0:0|11>1:Infinity|0>1>2>3>4>5>6>7>8>9>10")]
    [InlineData("Any Sparse", "10>1:3>9:4|10>0:0|1>2>3>10>0:Infinity|1>2>3>4>5>6>7>8>9>10")]
    [InlineData("Vector", "first>\"\"|1>2|0>0|1E-20>3.4028235E+38|0>0")]
    public void The_end_of_a_line_is_sparse_where_that_is_shorter(string columns, string lines)
    {
        var selected = _ml.Transforms.SelectColumns(columns.Split(' ')).Fit(Data()).Transform(Data());

        Assert.Equal(lines.Replace('|', '\n') + "\n", Save(selected, schema: false));
    }

    [Fact]
    public void Saved_rows_are_read_back()
    {
        var path = Path.GetTempFileName();
        try
        {
            var kept = _ml.Transforms.SelectColumns("Number", "Text", "Sparse").Fit(Data()).Transform(Data());
            using (var stream = File.Create(path))
                _ml.Data.SaveAsText(kept, stream);
            TextLoader.Column[] columns =
            [
                new("Number", DataKind.Single, 0),
                new("Text", DataKind.String, 1),
                new("Sparse", DataKind.Single, 2, 11),
            ];

            var loaded = _ml.Data.LoadFromTextFile(
                path, columns, hasHeader: true, allowQuoting: true, allowSparse: true);

            Assert.Equal(kept.Values<float>("Number"), loaded.Values<float>("Number"));
            Assert.Equal(kept.Texts("Text"), loaded.Texts("Text"));
            Assert.Equal(kept.Vectors("Sparse"), loaded.Vectors("Sparse"));
            Assert.Equal(
                [false, false, false, true],
                loaded.GetColumn<VBuffer<float>>("Sparse").Select(vector => vector.IsDense));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_stream_stays_open_and_wrong_arguments_are_errors()
    {
        using var stream = new MemoryStream();

        _ml.Data.SaveAsText(Data(), stream);

        Assert.True(stream.CanWrite);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.SaveAsText(Data(), stream, 'x'));
        Assert.Throws<ArgumentNullException>(() => _ml.Data.SaveAsText(Data(), null!));
        Assert.Throws<ArgumentNullException>(() => _ml.Data.SaveAsText(null!, stream));
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
                Vector = [1, 2],
                Sparse = new(10, 2, [3, 4], [1, 9]),
                Flag = true,
                Whole = -7,
                Long = 12,
            },
            new()
            {
                Number = float.NaN,
                Real = double.NaN,
                Key = 99,
                Text = "say \"x\": y",
                Sparse = new(10, 0, [], []),
            },
            new()
            {
                Text = " lead",
                Sparse = new(10, 1, [float.PositiveInfinity], [0]),
                Vector = [1e-20f, float.MaxValue],
                Any = [1, 2, 3],
            },
            new() { Sparse = new(10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) },
        ];
        var definition = SchemaDefinition.Create(typeof(Row));
        VBuffer<ReadOnlyMemory<char>> names = new(2, ["first".AsMemory(), default]);
        definition["Vector"].AddAnnotation("SlotNames", names, new VectorDataViewType(TextDataViewType.Instance, 2));
        return _ml.Data.LoadFromEnumerable(rows, definition);
    }

    /// <summary>The text, with tabs made visible.</summary>
    private string Save(
        IDataView data, char separatorChar = '\t', bool headerRow = true, bool schema = true, bool forceDense = false)
    {
        using var stream = new MemoryStream();
        _ml.Data.SaveAsText(data, stream, separatorChar, headerRow, schema, keepHidden: false, forceDense);
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n")
            .Replace('\t', '>');
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public double Real { get; set; }

        [KeyType(3)]
        public uint Key { get; set; }

        public string Text { get; set; } = "";

        [VectorType(2)]
        public float[] Vector { get; set; } = [0, 0];

        public bool Flag { get; set; }

        public int Whole { get; set; }

        public ulong Long { get; set; }

        [ColumnName("Odd name")]
        public byte Odd { get; set; }

        [VectorType(10)]
        public VBuffer<float> Sparse { get; set; }

        public float[] Any { get; set; } = [];
    }
}
