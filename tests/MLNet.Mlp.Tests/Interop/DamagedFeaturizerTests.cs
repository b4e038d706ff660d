using System.Text;
using Microsoft.ML;

namespace MLNet.Mlp.Tests.Interop;

/// <summary>As <see cref="DamagedModelTests"/>, of what only a saved featurizer has.</summary>
public class DamagedFeaturizerTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly byte[] _zip;

    public DamagedFeaturizerTests()
    {
        var trees = _mlContext.LoadTrees();
        using var stream = new MemoryStream();
        var featurizer = _mlContext.Transforms.MlpFeatures("Learned", MLContextExtensions.Options());
        _mlContext.Model.Save(featurizer.Fit(trees), trees.Schema, stream);
        _zip = stream.ToArray();
    }

    private string Message(string entryEnd, Func<byte[], byte[]?> change)
    {
        var zip = ModelZip.Change(_zip, entryEnd, change);
        var error = Assert.ThrowsAny<Exception>(() => _mlContext.Model.Load(new MemoryStream(zip), out _));
        while (error is not (FormatException or null)) error = error.InnerException;
        Assert.NotNull(error);
        return error.Message;
    }

    [Fact]
    public void A_network_that_is_missing() =>
        Assert.Equal("The model's entry 'network.safetensors' is missing.", Message(ModelZip.NetworkEntry, _ => null));

    [Fact]
    public void A_model_written_by_a_newer_version() =>
        Assert.StartsWith("The model was written by a newer version of MLNet.Mlp: its format is 00020001, " +
            "and this version reads up to 00010001.", Message(ModelZip.TransformerKey(_zip),
                content => ModelZip.WithVersion(content, 0x00020001)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\u0007Learned", "\0\0\0\0\0\0\0\0", "The model's name of a column must not be empty.")]
    [InlineData("\u0007Learned", "\u00ff\u007fearned", "The model's description of its columns is damaged.")]
    public void A_name_that_is_damaged(string name, string damaged, string message) =>
        Assert.Equal(message, Message(ModelZip.TransformerKey(_zip), content =>
        {
            var place = content.AsSpan().IndexOf(Encoding.Latin1.GetBytes(name));
            Assert.NotEqual(-1, place);
            Encoding.Latin1.GetBytes(damaged).CopyTo(content, place);
            return content;
        }));
}
