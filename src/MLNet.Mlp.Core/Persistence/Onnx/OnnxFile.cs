using Google.Protobuf;
using MLNet.Mlp.Persistence;
using MLNet.Mlp.Persistence.Onnx;

namespace MLNet.Mlp;

/// <summary>
/// Saves networks as ONNX files (Open Neural Network Exchange), for the runtimes of other languages and devices. The
/// graph has one input, <see cref="InputName"/>, and one output, <see cref="OutputName"/>, both with any number of
/// rows. It scores only: batch normalization is folded into the weights, and dropout is left out. To save a network so
/// that it can be loaded again or trained further, see <see cref="NetworkFile"/>.
/// <para>The file is of operator set 9 and IR version 4 (ONNX 1.4, 2019), the oldest that has all operators which
/// networks need.</para>
/// </summary>
public static class OnnxFile
{
    /// <summary>The name of the graph's input: the features, rows x inputSize, of type float.</summary>
    public const string InputName = "Features";

    /// <summary>The name of the graph's output: the outputs, rows x outputSize, of type float; with softmax the
    /// probabilities of the classes.</summary>
    public const string OutputName = "Score";

    /// <summary>Writes a network to a file. An existing file is replaced once the new one is whole and on the
    /// disk.</summary>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite, a running variance is negative, or the
    /// network is larger than such files can be, 2 GiB; nothing was written.</exception>
    public static void Save(Network network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var model = ModelOf(network);
        AtomicFile.Write(path, stream => Write(model, stream));
    }

    /// <summary>Writes a network to a stream. The same network gives the same bytes.</summary>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite, a running variance is negative, or the
    /// network is larger than such files can be, 2 GiB; nothing was written.</exception>
    public static void Save(Network network, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        Write(ModelOf(network), stream);
    }

    private static ProtobufMessage ModelOf(Network network)
    {
        NetworkTensors.Check(network);
        var folded = network.Fold();
        // The factor of a normalization may be so large that a weight does not fit a float any more.
        NetworkTensors.Check(folded);
        var model = OnnxGraph.ModelOf(folded);
        if (model.Size > int.MaxValue)
            throw new ArgumentException(
                $"An ONNX file must be at most {int.MaxValue} bytes, the limit of Protocol Buffers; the network " +
                $"needs {model.Size}. Try {nameof(NetworkFile)}, which has no limit.",
                nameof(network));
        return model;
    }

    private static void Write(ProtobufMessage model, Stream stream)
    {
        using var coded = new CodedOutputStream(stream, leaveOpen: true);
        model.WriteTo(coded);
    }
}
