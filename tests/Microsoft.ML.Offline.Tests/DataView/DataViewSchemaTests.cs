using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public sealed class DataViewSchemaTests
{
    [Fact]
    public void Columns_are_found_by_index_and_name()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", TextDataViewType.Instance);
        var schema = builder.ToSchema();

        Assert.Equal(2, schema.Count);
        Assert.Equal(["A", "B"], schema.Select(column => column.Name));
        Assert.Equal(1, schema["B"].Index);
        Assert.Equal(NumberDataViewType.Single, schema[0].Type);
        Assert.Null(schema.GetColumnOrNull("C"));
        Assert.Equal("A: Single", schema["A"].ToString());
    }

    [Fact]
    public void Unknown_column_is_an_error_that_names_it()
    {
        var schema = new DataViewSchema.Builder().ToSchema();

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => schema["Missing"]);

        Assert.Contains("Missing", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[0]);
    }

    [Fact]
    public void Of_columns_with_one_name_the_last_is_seen()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("A", NumberDataViewType.Double);
        var schema = builder.ToSchema();

        Assert.True(schema[0].IsHidden);
        Assert.False(schema[1].IsHidden);
        Assert.Equal(NumberDataViewType.Double, schema["A"].Type);
    }

    [Fact]
    public void Columns_are_taken_over_from_other_schemas()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single, OneAnnotation("Kind", 5));
        var copy = new DataViewSchema.Builder();
        copy.AddColumns(builder.ToSchema());
        copy.AddColumns([new DataViewSchema.DetachedColumn("B", BooleanDataViewType.Instance)]);

        var schema = copy.ToSchema();

        Assert.Equal(["A", "B"], schema.Select(column => column.Name));
        Assert.Equal(5, Value<int>(schema["A"].Annotations, "Kind"));
        Assert.Empty(schema["B"].Annotations.Schema);
    }

    [Fact]
    public void Column_needs_a_name_and_a_type()
    {
        var builder = new DataViewSchema.Builder();
        Assert.Throws<ArgumentNullException>(() => builder.AddColumn("", NumberDataViewType.Single));
        Assert.Throws<ArgumentNullException>(() => builder.AddColumn("A", null!));
        Assert.Throws<ArgumentNullException>(() => new DataViewSchema.DetachedColumn("", NumberDataViewType.Single));
    }

    [Fact]
    public void Annotations_give_their_values()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Number", NumberDataViewType.Int32, 7);
        builder.Add(
            "Names",
            new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(2, ["x".AsMemory(), "y".AsMemory()]));
        var annotations = builder.ToAnnotations();

        Assert.Equal(7, Value<int>(annotations, "Number"));
        Assert.Equal(
            ["x", "y"],
            Value<VBuffer<ReadOnlyMemory<char>>>(annotations, "Names").DenseValues().Select(name => name.ToString()));
        Assert.Equal("Number, Names", annotations.ToString());
    }

    [Fact]
    public void Annotations_are_copied_by_name()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(OneAnnotation("Keep", 1), kind => kind == "Keep");
        builder.Add(OneAnnotation("Drop", 2), kind => kind == "Keep");

        Assert.Equal(["Keep"], builder.ToAnnotations().Schema.Select(column => column.Name));
    }

    [Fact]
    public void Annotation_of_unknown_kind_or_other_type_is_an_error()
    {
        var annotations = OneAnnotation("Kind", 1);

        Assert.Throws<InvalidOperationException>(() => Value<int>(annotations, "Other"));
        Assert.Throws<InvalidOperationException>(() => Value<float>(annotations, "Kind"));
    }

    [Fact]
    public void Annotation_must_have_the_values_of_its_type()
    {
        var builder = new DataViewSchema.Annotations.Builder();

        Assert.ThrowsAny<ArgumentException>(() => builder.AddPrimitiveValue("Kind", NumberDataViewType.Int32, 1f));
        Assert.ThrowsAny<Exception>(
            () => builder.Add("Kind", NumberDataViewType.Int32, (Delegate)((ref float value) => value = 1f)));
    }

    private static DataViewSchema.Annotations OneAnnotation(string kind, int value)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(kind, NumberDataViewType.Int32, value);
        return builder.ToAnnotations();
    }

    private static T Value<T>(DataViewSchema.Annotations annotations, string kind)
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        return value;
    }
}
