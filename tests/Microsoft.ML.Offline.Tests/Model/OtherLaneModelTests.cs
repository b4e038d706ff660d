using System.IO.Compression;
using System.Runtime.Loader;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Surface;

namespace Microsoft.ML.Offline.Tests.Model;

/// <summary>A model that the other lane saved is refused by an error that says so.</summary>
public sealed class OtherLaneModelTests
{
    private readonly MLContext _ml = new();

    [PackageLaneFact]
    public void ML_NET_refuses_a_model_of_the_stand_in_and_its_error_says_why()
    {
        using var stream = new MemoryStream();
        SaveWithStandIn(stream);
        stream.Position = 0;

        var error = Assert.Throws<FileNotFoundException>(() => _ml.Model.Load(stream, out _));

        Assert.Contains("this model was saved by a build without", error.Message, StringComparison.Ordinal);
    }

    [OfflineLaneFact]
    public void The_stand_in_refuses_a_model_of_ML_NET_and_says_why()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("TrainingInfo/Version.txt");
            archive.CreateEntry("TransformerChain/Model.key");
        }

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Model.Load(stream, out _));

        Assert.Contains("saved by Microsoft.ML itself", error.Message, StringComparison.Ordinal);
        Assert.Contains("MLNetSource=package", error.Message, StringComparison.Ordinal);
    }

    [OfflineLaneFact]
    public void A_failed_save_leaves_the_file_that_was_there()
    {
        var directory = Directory.CreateTempSubdirectory("failed-save-");
        try
        {
            var path = Path.Combine(directory.FullName, "model.zip");
            File.WriteAllText(path, "old");

            Assert.Throws<NotSupportedException>(() => _ml.Model.Save(new Doubler("X", "Y"), null, path));

            Assert.Equal("old", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(directory.FullName));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Called dynamically, because the stand-in's types have the names of ML.NET's, beside which it is.</summary>
    private static void SaveWithStandIn(Stream stream)
    {
        var standIn = new AssemblyLoadContext("Stand-in").LoadFromAssemblyPath(BuildMetadata.OfflineAssemblyPath);
        var transformer = standIn.GetType(typeof(ITransformer).FullName!)!;
        var chain = standIn.GetType(typeof(TransformerChain<>).FullName!)!.MakeGenericType(transformer);
        dynamic ml = Activator.CreateInstance(standIn.GetType(typeof(MLContext).FullName!)!, [1])!;
        dynamic model = Activator.CreateInstance(chain, [Array.CreateInstance(transformer, 0)])!;
        ml.Model.Save(model, null, stream);
    }
}
