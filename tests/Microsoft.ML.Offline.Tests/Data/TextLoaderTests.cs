using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Transforms;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class TextLoaderTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"text-loader-{Guid.NewGuid():N}.txt");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Members_take_their_fields()
    {
        Write("1,2,3,yes,name", "4,5,6,0,other");

        var data = _ml.Data.LoadFromTextFile<Row>(_path, separatorChar: ',');

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Features"].Type);
        Assert.Equal([1, 4], data.GetColumn<int>("Id"));
        Assert.Equal([[2f, 3], [5, 6]], data.Vectors("Features"));
        Assert.Equal([true, false], data.GetColumn<bool>("Flag"));
        Assert.Equal(["name", "other"], data.GetColumn<string>("Text"));
        Assert.False(data.CanShuffle);
        Assert.Null(data.GetRowCount());
    }

    [Fact]
    public void Columns_take_single_fields_ranges_and_lists()
    {
        Write("1\t2\t3\t4", "5\t6\t7\t8");

        var data = _ml.Data.LoadFromTextFile(
            _path,
            [
                new("One", DataKind.Double, 3),
                new("Range", DataKind.Single, 0, 1),
                new("Length1", DataKind.Single, 2, 2),
                new("List", DataKind.Int32, [new(3), new(0, 1)]),
            ]);

        Assert.Equal([4.0, 8], data.GetColumn<double>("One"));
        Assert.Equal([[1f, 2], [5, 6]], data.Vectors("Range"));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1), data.Schema["Length1"].Type);
        Assert.Equal([[4, 1, 2], [8, 5, 6]], data.Vectors<int>("List"));
    }

    [Fact]
    public void Header_is_skipped_and_gives_no_slot_names_without_a_sample()
    {
        Write("id,a,b,flag,text", "1,2,3,1,x");

        var data = _ml.Data.LoadFromTextFile<Row>(_path, separatorChar: ',', hasHeader: true);

        Assert.Equal([1], data.GetColumn<int>("Id"));
        Assert.Empty(data.Schema["Features"].AnnotationKinds());
    }

    [Fact]
    public void Header_gives_slot_names_when_loading_with_options()
    {
        Write("id,a,b", "1,2,3");
        var options = new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            Columns = [new("Id", DataKind.Int32, 0), new("Features", DataKind.Single, [new(1, null)])],
        };

        var data = _ml.Data.LoadFromTextFile(_path, options);

        Assert.Equal(["a", "b"], data.Schema["Features"].AnnotationTexts("SlotNames"));
        Assert.Equal([[2f, 3]], data.Vectors("Features"));
    }

    [Fact]
    public void Numbers_are_read_in_the_invariant_culture()
    {
        Write("1.5", "-2e3", " 7 ", "+4");

        Assert.Equal([1.5f, -2000, 7, 4], Single(DataKind.Single).GetColumn<float>("C"));
    }

    [Fact]
    public void Text_that_is_no_real_number_is_NaN_and_an_empty_field_zero()
    {
        Write("1\tx", "?\tx", "NaN\tx", "abc\tx", "\tx");

        var values = Single(DataKind.Single).GetColumn<float>("C").ToArray();

        Assert.Equal([1, float.NaN, float.NaN, float.NaN, 0], values);
    }

    [Fact]
    public void Empty_real_is_NaN_when_asked()
    {
        Write("1\t\t", "\t2\t3");
        var options = new TextLoader.Options
        {
            MissingRealsAsNaNs = true,
            Columns = [new("A", DataKind.Single, 0), new("V", DataKind.Double, 1, 2)],
        };

        var data = _ml.Data.LoadFromTextFile(_path, options);

        Assert.Equal([1, float.NaN], data.GetColumn<float>("A"));
        Assert.Equal([[double.NaN, double.NaN], [2, 3]], data.Vectors<double>("V"));
    }

    [Fact]
    public void Text_that_is_no_integer_is_an_error_that_names_the_column()
    {
        Write("1", "abc");

        var error = Assert.Throws<FormatException>(() => Single(DataKind.Int32).GetColumn<int>("C").ToArray());

        Assert.Contains("abc in line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("column C", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_a_short_line_lacks_are_empty()
    {
        Write("1\t2\t3", "4");

        var data = _ml.Data.LoadFromTextFile(
            _path, [new("V", DataKind.Single, 0, 2), new("T", DataKind.String, 1), new("I", DataKind.Int32, 2)]);

        Assert.Equal([[1f, 2, 3], [4, 0, 0]], data.Vectors("V"));
        Assert.Equal(["2", ""], data.GetColumn<string>("T"));
        Assert.Equal([3, 0], data.GetColumn<int>("I"));
    }

    [Fact]
    public void Empty_lines_and_comments_are_skipped()
    {
        Write("# about the file", "// more", "", "1", "", "// in between", "2");

        Assert.Equal([1f, 2], Single(DataKind.Single).GetColumn<float>("C"));
    }

    [Fact]
    public void Quoted_fields_may_hold_separators_and_doubled_quotes()
    {
        Write("\"a,b\",1", "\"say \"\"hi\"\"\",2", "plain,3", "\"\",4", "a\"b,5");

        var data = _ml.Data.LoadFromTextFile(
            _path, [new("T", DataKind.String, 0), new("N", DataKind.Int32, 1)], ',', allowQuoting: true);

        Assert.Equal(["a,b", "say \"hi\"", "plain", "", "a\"b"], data.GetColumn<string>("T"));
        Assert.Equal([1, 2, 3, 4, 5], data.GetColumn<int>("N"));
    }

    [Fact]
    public void Quotes_are_text_when_quoting_is_off()
    {
        Write("\"a,b\",1");

        var data = _ml.Data.LoadFromTextFile(_path, [new("T", DataKind.String, 0)], ',');

        Assert.Equal(["\"a"], data.GetColumn<string>("T"));
    }

    [Fact]
    public void Spaces_before_a_field_are_dropped_and_after_it_kept()
    {
        Write("  a  , b ");

        var columns = new TextLoader.Column[] { new("A", DataKind.String, 0), new("B", DataKind.String, 1) };
        var kept = _ml.Data.LoadFromTextFile(_path, columns, ',');
        var trimmed = _ml.Data.LoadFromTextFile(_path, columns, ',', trimWhitespace: true);

        Assert.Equal(["a  "], kept.GetColumn<string>("A"));
        Assert.Equal(["b "], kept.GetColumn<string>("B"));
        Assert.Equal(["a  "], trimmed.GetColumn<string>("A"));
        Assert.Equal(["b"], trimmed.GetColumn<string>("B"));
    }

    [Fact]
    public void Keys_are_written_zero_based()
    {
        Write("0\t", "2\t", "3\t", "\tempty", "x\t");

        var data = _ml.Data.LoadFromTextFile(_path, [new("C", DataKind.UInt32, [new(0)], new KeyCount(3))]);

        Assert.Equal(new KeyDataViewType(typeof(uint), 3), data.Schema["C"].Type);
        Assert.Equal([1u, 3, 0, 0, 0], data.GetColumn<uint>("C"));
    }

    [Fact]
    public void Rows_can_be_limited_and_default_columns_are_label_and_features()
    {
        Write("1\t2\t3", "4\t5\t6", "7\t8\t9");

        var data = _ml.Data.LoadFromTextFile(_path, new TextLoader.Options { MaxRows = 2 });

        Assert.Equal([1f, 4], data.GetColumn<float>("Label"));
        Assert.Equal([[2f, 3], [5, 6]], data.Vectors("Features"));
    }

    [Fact]
    public void Each_cursor_reads_the_file_anew()
    {
        Write("1");
        var data = Single(DataKind.Single);

        Assert.Equal([1f], data.GetColumn<float>("C"));
        Write("2", "3");
        Assert.Equal([2f, 3], data.GetColumn<float>("C"));
    }

    [Fact]
    public void Missing_file_is_an_error_that_names_it()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Single(DataKind.Single));

        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_must_say_which_fields_they_take()
    {
        Write("1");

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromTextFile<NoLoadColumn>(_path));

        Assert.Contains("Forgotten", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlapping_ranges_of_one_column_are_refused()
    {
        Write("1\t2");

        Assert.ThrowsAny<Exception>(
            () => _ml.Data.LoadFromTextFile(_path, [new("C", DataKind.Single, [new(0, 1), new(1)])]).Schema);
    }

    [Theory]
    [InlineData("1 2 3", "1 2 3 0 0 0")]
    [InlineData("1 5 0:2 3:4", "1 2 0 0 4 0")]
    [InlineData("6 5:2", "0 0 0 0 0 2")]
    [InlineData("1 5 0:2 0:3", "1 2 0 0 0 0")]
    [InlineData("1 5 2:2 1:3 4:1", "1 0 0 2 0 0")]
    [InlineData("1 3 0:2 7:3", "1 2 0 0 0 0")]
    [InlineData("1 x 0:2", "1 NaN 0 0 0 0")]
    [InlineData("0:2 1:3", "0 0 0 0 0 0")]
    public void Lines_may_be_sparse_where_allowed(string line, string values)
    {
        Write(line);

        var data = _ml.Data.LoadFromTextFile(
            _path, [new("Features", DataKind.Single, 0, 5)], separatorChar: ' ', allowSparse: true);

        Assert.Equal(values, string.Join(' ', data.Vectors("Features")[0].Select(
            value => value.ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Vectors_with_few_fields_that_are_not_empty_are_sparse()
    {
        Write("1,,,2", "1,,2,3", "1,0,0,0", "", ",,,,", "100,50:1");

        var data = _ml.Data.LoadFromTextFile(
            _path, [new("Features", DataKind.Single, 0, 3)], separatorChar: ',', allowSparse: false);

        Assert.Equal(
            [false, true, true, false, false],
            data.GetColumn<VBuffer<float>>("Features").Select(vector => vector.IsDense));
    }

    [Fact]
    public void A_sample_line_that_is_sparse_tells_how_many_fields_there_are()
    {
        Write("1 9 2:1 8:5", "2 9 0:3");

        var data = _ml.Data.LoadFromTextFile(_path, new TextLoader.Options { Separators = [' '], AllowSparse = true });

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 9), data.Schema["Features"].Type);
        Assert.Equal([[0f, 0, 1, 0, 0, 0, 0, 0, 5], [3, 0, 0, 0, 0, 0, 0, 0, 0]], data.Vectors("Features"));
    }

    private IDataView Single(DataKind kind) => _ml.Data.LoadFromTextFile(_path, [new("C", kind, 0)]);

    private void Write(params string[] lines) =>
        File.WriteAllText(_path, string.Create(CultureInfo.InvariantCulture, $"{string.Join('\n', lines)}\n"));

    private sealed class Row
    {
        [LoadColumn(0)]
        public int Id { get; set; }

        [LoadColumn(1, 2), ColumnName("Features")]
        public float[] Numbers { get; set; } = [];

        [LoadColumn(3)]
        public bool Flag { get; set; }

        [LoadColumn(4)]
        public string Text { get; set; } = "";
    }

    private sealed class NoLoadColumn
    {
        public float Forgotten { get; set; }
    }
}
