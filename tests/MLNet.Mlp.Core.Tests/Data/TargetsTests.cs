namespace MLNet.Mlp.Core.Tests;

public class TargetsTests
{
    [Fact]
    public void Classes_are_one_hot_or_with_a_single_output_the_number_of_the_class()
    {
        var labels = new ClassLabels(3);
        labels.Append(2);
        labels.Append(0);
        Assert.Equal([2, 0], labels.Labels.ToArray());
        Assert.Equal((3, 2, "3 classes"), (labels.ClassCount, labels.RowCount, labels.Description));
        CheckRow(labels, 0, [0, 0, 1]);
        CheckRow(labels, 1, [1, 0, 0]);

        var two = new ClassLabels(2);
        two.Append(1);
        two.Append(0);
        CheckRow(two, 0, [1]);
        CheckRow(two, 1, [0]);
        CheckRow(two, 0, [0, 1]);
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(3, 1, false)]
    [InlineData(3, 3, true)]
    public void Classes_fit_an_output_each_or_two_of_them_one(int classCount, int outputs, bool fit) =>
        Assert.Equal(fit, new ClassLabels(classCount).Fits(outputs));

    [Fact]
    public void Numbers_come_back_as_they_went_in()
    {
        var targets = new TargetMatrix(2);
        float[] row = [1, -2];
        targets.Append(row);
        row[0] = 9;
        targets.Append([0.5f, float.MaxValue]);
        Assert.Equal([1, -2], targets[0].ToArray());
        Assert.Equal((2, 2, "2 targets"), (targets.ColumnCount, targets.RowCount, targets.Description));
        CheckRow(targets, 1, [0.5f, float.MaxValue]);
        Assert.Equal((true, false, false), (targets.Fits(2), targets.Fits(1), targets.Fits(3)));
    }

    [Fact]
    public void Cleared_targets_are_filled_anew()
    {
        var (labels, targets) = (new ClassLabels(2), new TargetMatrix(2));
        labels.Append(1);
        targets.Append([1, 2]);
        labels.Clear();
        targets.Clear();
        Assert.Equal((0, 0, 0), (labels.RowCount, labels.Labels.Length, targets.RowCount));
        labels.Append(0);
        targets.Append([3, 4]);
        CheckRow(labels, 0, [1, 0]);
        CheckRow(targets, 0, [3, 4]);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_adds_nothing()
    {
        var (labels, targets) = (new ClassLabels(3), new TargetMatrix(2));
        Refuse("label must be in [0, 3); got 3.", () => labels.Append(3));
        Refuse("label must be in [0, 3); got -1.", () => labels.Append(-1));
        Refuse("The row has 3 targets but the matrix has 2 columns.", () => targets.Append([1, 2, 3]));
        Assert.Equal((0, 0), (labels.RowCount, targets.RowCount));
        Assert.Throws<ArgumentOutOfRangeException>("row", () => targets[0].Length);
        Assert.Throws<ArgumentOutOfRangeException>("classCount", () => new ClassLabels(1));
        Assert.Throws<ArgumentOutOfRangeException>("columnCount", () => new TargetMatrix(0));

        static void Refuse(string message, Action append) => Assert.StartsWith(
            message, Assert.ThrowsAny<ArgumentException>(append).Message, StringComparison.Ordinal);
    }

    private static void CheckRow(Targets targets, int row, float[] expected)
    {
        var target = new float[expected.Length];
        Array.Fill(target, 7);
        targets.CopyRowTo(row, target);
        Assert.Equal(expected, target);
    }
}
