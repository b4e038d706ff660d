using System.Text.Json.Nodes;
using MLNet.Mlp.Core.Tests.Persistence;

namespace MLNet.Mlp.Core.Tests;

/// <summary>The files of checkpoints: damaged ones, and folders that cannot be written to.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlp").FullName;

    private string File => Path.Combine(_folder, "run.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        var whole = Bytes();
        for (var length = 0; length < whole.Length; length += 37) Refused(whole[..length], "damaged: it ends within");
        Refused([.. whole, 0], "there are bytes after the last tensor");
    }

    [Fact]
    public void A_bit_that_fell_over_is_noticed()
    {
        var whole = Bytes();
        for (var place = SafetensorsText.Split(whole).Header.Length + 8; place < whole.Length; place += 61)
        {
            var changed = (byte[])whole.Clone();
            changed[place] ^= 1;
            Refused(changed, "It is damaged: its SHA-256 must be");
        }
    }

    [Theory]
    [InlineData("\"format\":\"mlnet-mlp-checkpoint\"", "\"format\":\"mlnet-mlp\"", "holds no checkpoint of MLNet.Mlp")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"2\"", "newer version of MLNet.Mlp: its 'format_version' is 2")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"x\"", "'format_version' must be a positive number; got 'x'")]
    [InlineData("\\u0022seed\\u0022:6", "\\u0022seed\\u0022:7", "It is damaged: its SHA-256 must be")]
    [InlineData("\"sha256\"", "\"sha\"", "its SHA-256 must be ''")]
    public void Other_files_are_refused(string old, string replacement, string problem) =>
        Refused(SafetensorsText.Replace(Bytes(), old, replacement), problem);

    [Fact]
    public void A_network_is_no_checkpoint_and_a_checkpoint_no_network()
    {
        NetworkFile.Save(TestRun.Network, File);
        Refused(System.IO.File.ReadAllBytes(File), "holds no checkpoint of MLNet.Mlp");
        System.IO.File.WriteAllBytes(File, Bytes());
        Assert.Contains("holds no network of MLNet.Mlp",
            Assert.Throws<FormatException>(() => NetworkFile.Load(File)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("")]
    public void What_it_says_of_the_run_must_be_whole(string run) => Assert.Contains("is not the expected JSON",
        Assert.Throws<FormatException>(() => Checkpoints.CheckpointContents.Parse(run)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"rows_done\":0", "\"rows_done\":24", "24 of 23 rows")]
    [InlineData("\"rows_done\":0", "\"rows_done\":-1", "-1 of 23 rows")]
    [InlineData("\"epoch_ticks\":0", "\"epoch_ticks\":-1", "must be in [0, 4611686018427387903] ticks; got -1")]
    [InlineData("\"epoch_ticks\":0", "\"epoch_ticks\":9223372036854775807", "ticks; got 9223372036854775807")]
    [InlineData("\"best_epoch\":", "\"best_epoch\":9", "The best epoch must be one that was validated")]
    [InlineData("\"seed\"", "\"sed\"", "is not the expected JSON")]
    [InlineData("\"history\":[{", "\"history\":[null,{", "is not the expected JSON")]
    [InlineData("\"layers\":[{", "\"layers\":[null,{", "An epoch or a layer is null.")]
    [InlineData("\"weight_norm\":", "\"weight_norms\":", "is not the expected JSON")]
    public void What_it_says_of_the_run_must_not_contradict_itself(string old, string replacement, string problem)
    {
        var run = Checkpoints.CheckpointContents.Of(Checkpoint(measureLayers: true)).ToJson();
        Assert.Contains(old, run, StringComparison.Ordinal);
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Checkpoints.CheckpointContents.Parse(
            run.Replace(old, replacement, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_loss_that_is_not_finite_survives()
    {
        var backend = new ScriptedBackend { ValidationLoss = epoch => epoch == 1 ? double.NaN : double.PositiveInfinity };
        var result = TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options with { Epochs = 2 },
            TestRun.Validated, backend);
        result.Checkpoint!.Save(File);
        Assert.Equal(result.History, TrainingCheckpoint.Load(File).History);
    }

    [Fact]
    public void The_folder_must_exist_when_training_begins()
    {
        var path = Path.Combine(_folder, "missing", "run.checkpoint");
        var e = Assert.Throws<DirectoryNotFoundException>(() => TrainingLoop.Train(TestRun.Network, TestRun.Rows,
            TestRun.Options, new TrainingControl { Checkpoints = new CheckpointOptions(path) }, new ScriptedBackend()));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_vanishes_is_an_error_that_names_the_file()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "vanishing")).FullName;
        var path = Path.Combine(folder, "run.checkpoint");
        var backend = new ScriptedBackend();
        var e = Assert.Throws<IOException>(() => TrainingLoop.Train(TestRun.Network, TestRun.Rows, TestRun.Options,
            new TrainingControl
            {
                Checkpoints = new CheckpointOptions(path),
                OnEpochEnd = end => { if (end.Report.Epoch == 2) Directory.Delete(folder, recursive: true); },
            }, backend));
        Assert.StartsWith($"The checkpoint '{path}' cannot be written: ", e.Message, StringComparison.Ordinal);
        Assert.True(backend.Disposed);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_old_one()
    {
        var checkpoint = Checkpoint();
        checkpoint.Save(File);
        var before = System.IO.File.ReadAllBytes(File);
        // A folder of that name cannot be replaced by a file.
        var taken = Directory.CreateDirectory(Path.Combine(_folder, "taken")).FullName;
        var e = Assert.Throws<IOException>(() => checkpoint.Save(taken));
        Assert.Contains(taken, e.Message, StringComparison.Ordinal);
        checkpoint.Save(File);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Theory]
    [InlineData(0, null, "EveryEpochs")]
    [InlineData(-1, null, "EveryEpochs")]
    [InlineData(null, 0, "Every")]
    [InlineData(null, -5, "Every")]
    public void Options_out_of_range_are_refused_by_name(int? epochs, int? seconds, string name)
    {
        var options = new CheckpointOptions(File)
        {
            EveryEpochs = epochs,
            Every = seconds is { } s ? TimeSpan.FromSeconds(s) : null,
        };
        OutOfRangeAssert.RefusedByName(name, options, options.Validate);
    }

    [Theory]
    [InlineData("step_count")]
    [InlineData("rows_done")]
    [InlineData("epoch_totals")]
    [InlineData("seed")]
    [InlineData("learning_rate")]
    [InlineData("weight_norm")]
    public void What_it_says_of_the_run_must_not_lack_anything(string name)
    {
        var run = JsonNode.Parse(Checkpoints.CheckpointContents.Of(Checkpoint(measureLayers: true)).ToJson())!;
        var epoch = run["history"]![0]!;
        JsonNode[] places = [run, run["run"]!, epoch, epoch["layers"]![0]!];
        Assert.True(Assert.Single(places, place => place.AsObject().ContainsKey(name)).AsObject().Remove(name));
        Assert.Contains($"'{name}'", Assert.Throws<FormatException>(() =>
            Checkpoints.CheckpointContents.Parse(run.ToJsonString())).Message, StringComparison.Ordinal);
    }

    private static TrainingCheckpoint Checkpoint(bool measureLayers = false) => TrainingLoop.Train(
        TestRun.Network, TestRun.Rows, TestRun.Options with { MeasureLayers = measureLayers },
        TestRun.Validated, TestRun.Backend("reference")).Checkpoint!;

    private byte[] Bytes()
    {
        Checkpoint().Save(File);
        return System.IO.File.ReadAllBytes(File);
    }

    private void Refused(byte[] data, string problem)
    {
        System.IO.File.WriteAllBytes(File, data);
        var e = Assert.Throws<FormatException>(() => TrainingCheckpoint.Load(File));
        Assert.StartsWith($"'{File}' cannot be read as a checkpoint of training. ", e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }
}
