using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public sealed class VBufferEditorTests
{
    [Fact]
    public void Dense_values_are_written_and_committed()
    {
        VBuffer<int> buffer = default;

        var editor = VBufferEditor.Create(ref buffer, 3);
        for (int i = 0; i < 3; i++)
            editor.Values[i] = i + 1;

        Assert.True(editor.CreatedNewValues);
        Assert.False(editor.CreatedNewIndices);
        Assert.Equal(0, editor.Indices.Length);
        Assert.Equal([1, 2, 3], editor.Commit().DenseValues());
    }

    [Fact]
    public void Sparse_values_are_written_and_committed()
    {
        VBuffer<int> buffer = default;

        var editor = VBufferEditor.Create(ref buffer, 10, 2);
        (editor.Values[0], editor.Indices[0]) = (5, 3);
        (editor.Values[1], editor.Indices[1]) = (6, 9);
        buffer = editor.Commit();

        Assert.False(buffer.IsDense);
        Assert.Equal(10, buffer.Length);
        Assert.Equal(5, buffer.GetItemOrDefault(3));
        Assert.Equal(6, buffer.GetItemOrDefault(9));
    }

    [Fact]
    public void Arrays_that_are_long_enough_are_used_again()
    {
        var array = new int[8];
        var buffer = new VBuffer<int>(8, array);

        var editor = VBufferEditor.Create(ref buffer, 5);
        editor.Values.Fill(7);
        buffer = editor.Commit();

        Assert.False(editor.CreatedNewValues);
        Assert.Equal([7, 7, 7, 7, 7, 0, 0, 0], array);
        Assert.Equal(5, buffer.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Old_values_survive_growth_only_when_asked(bool keepOld)
    {
        var buffer = new VBuffer<int>(2, [1, 2]);

        var editor = VBufferEditor.Create(ref buffer, 4, keepOldOnResize: keepOld);

        Assert.True(editor.CreatedNewValues);
        Assert.Equal(keepOld ? [1, 2, 0, 0] : [0, 0, 0, 0], editor.Values.ToArray());
    }

    [Fact]
    public void Editor_of_a_buffer_shows_its_contents()
    {
        var buffer = new VBuffer<int>(5, 2, [10, 30], [1, 3]);

        var editor = VBufferEditor.CreateFromBuffer(ref buffer);
        editor.Values[1] = 31;

        Assert.Equal([1, 3], editor.Indices.ToArray());
        Assert.Equal([0, 10, 0, 31, 0], editor.Commit().DenseValues());
    }

    [Fact]
    public void Fewer_values_can_be_committed_than_were_reserved()
    {
        VBuffer<int> buffer = default;

        var editor = VBufferEditor.Create(ref buffer, 10, 5);
        (editor.Values[0], editor.Indices[0]) = (1, 4);
        buffer = editor.CommitTruncated(1);

        Assert.Equal([KeyValuePair.Create(4, 1)], buffer.Items());
    }

    [Fact]
    public void Indices_of_a_dense_buffer_can_be_asked_for()
    {
        VBuffer<int> buffer = default;

        var editor = VBufferEditor.Create(ref buffer, 3, requireIndicesOnDense: true);

        Assert.Equal(3, editor.Indices.Length);
        Assert.True(editor.CreatedNewIndices);
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        VBuffer<int> buffer = default;
        Assert.Throws<ArgumentOutOfRangeException>(() => VBufferEditor.Create(ref buffer, -1).Values.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => VBufferEditor.Create(ref buffer, 2, 3).Values.Length);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => VBufferEditor.Create(ref buffer, 2, 1).CommitTruncated(2).Length);
    }
}
