using System.IO.Compression;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Transforms;

namespace Microsoft.ML.Offline.Tests.Model;

public sealed class SaveLoadTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _directory = Directory.CreateTempSubdirectory("save-load-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Model_and_schema_come_back_from_a_file()
    {
        var path = Path.Combine(_directory, "model.zip");
        var data = _ml.Data.LoadFromEnumerable([new Row { X = 1 }]);
        var model = _ml.Transforms.CopyColumns("Y", "X").Append(_ml.Transforms.CopyColumns("Z", "Y")).Fit(data);

        _ml.Model.Save(model, data.Schema, path);
        var loaded = new MLContext().Model.Load(path, out var schema);

        Assert.Equal([path], Directory.GetFiles(_directory));
        Assert.Equal(data.Schema.Select(c => (c.Name, c.Type)), schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(2, Assert.IsType<TransformerChain<ITransformer>>(loaded).Count());
        Assert.Equal([1f], loaded.Transform(data).GetColumn<float>("Z"));
    }

    [Fact]
    public void Annotations_of_the_schema_come_back()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Number", NumberDataViewType.Single, 2.5f);
        annotations.AddPrimitiveValue("Text", TextDataViewType.Instance, "x".AsMemory());
        annotations.AddPrimitiveValue("Flag", BooleanDataViewType.Instance, true);
        annotations.Add(
            "Names",
            new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(2, ["a".AsMemory(), "b".AsMemory()]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("X", NumberDataViewType.Single, annotations.ToAnnotations());
        builder.AddColumn("Key", new KeyDataViewType(typeof(uint), 7));
        builder.AddColumn("Grid", new VectorDataViewType(NumberDataViewType.Double, 2, 3));
        builder.AddColumn("Open", new VectorDataViewType(TextDataViewType.Instance));

        var schema = RoundTrip(builder.ToSchema());

        Assert.Equal(
            ["X: Single", "Key: Key<UInt32, 0-6>", "Grid: Vector<Double, 2, 3>", "Open: Vector<String>"],
            schema.Select(column => $"{column.Name}: {column.Type}"));
        Assert.Equal(2.5f, schema["X"].AnnotationValue<float>("Number"));
        Assert.Equal("x", schema["X"].AnnotationValue<ReadOnlyMemory<char>>("Text").ToString());
        Assert.True(schema["X"].AnnotationValue<bool>("Flag"));
        Assert.Equal(["a", "b"], schema["X"].AnnotationTexts("Names"));
    }

    [Fact]
    public void Stream_stays_open_and_the_schema_is_optional()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(new TransformerChain<ITransformer>(), null, stream);
        stream.Position = 0;

        var loaded = _ml.Model.Load(stream, out var schema);

        Assert.Empty(Assert.IsType<TransformerChain<ITransformer>>(loaded));
        Assert.Null(schema);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Missing_file_is_an_error() =>
        Assert.Throws<FileNotFoundException>(() => _ml.Model.Load(Path.Combine(_directory, "none.zip"), out _));

    [Fact]
    public void File_that_is_no_archive_is_an_error() =>
        Assert.Throws<FormatException>(() => _ml.Model.Load(new MemoryStream([1, 2, 3, 4]), out _));

    [Fact]
    public void Archive_without_a_model_is_an_error()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry("something.txt");

        Assert.Throws<InvalidOperationException>(() => _ml.Model.Load(stream, out _));
    }

    [Fact]
    public void Damaged_model_is_an_error()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(new TransformerChain<ITransformer>(), null, stream);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry("TransformerChain/Model.key")!.Delete();
            using var entry = archive.CreateEntry("TransformerChain/Model.key").Open();
            entry.Write(new byte[300]);
        }

        Assert.Throws<FormatException>(() => _ml.Model.Load(stream, out _));
    }

    [Theory]
    [InlineData("TransformerChain/Model.key")]
    [InlineData("TransformerChain/Transform_000/Model.key")]
    public void Model_cut_short_is_an_error(string entry)
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { X = 1 }]);
        var model = _ml.Transforms.CopyColumns("Y", "X").Append(_ml.Transforms.CopyColumns("Z", "X")).Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, null, stream);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var content = archive.GetEntry(entry)!.Open();
            content.SetLength(content.Length / 2);
        }

        var error = Assert.ThrowsAny<Exception>(() => _ml.Model.Load(stream, out _));

        Assert.True(error is FormatException or InvalidOperationException, $"{error}");
    }

    [Fact]
    public void Transformer_that_cannot_be_saved_says_so()
    {
        var path = Path.Combine(_directory, "model.zip");

        Assert.ThrowsAny<Exception>(() => _ml.Model.Save(new Doubler("X", "Y"), null, path));
    }

    private DataViewSchema RoundTrip(DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(new TransformerChain<ITransformer>(), schema, stream);
        stream.Position = 0;
        _ml.Model.Load(stream, out var loaded);
        return loaded;
    }

    private sealed class Row
    {
        public float X { get; set; }
    }
}
