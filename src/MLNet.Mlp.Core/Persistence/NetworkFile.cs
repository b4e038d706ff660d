using MLNet.Mlp.Persistence;

namespace MLNet.Mlp;

/// <summary>Saves networks as safetensors files and loads them: see the safetensors libraries of other languages for
/// readers. Layer i is <c>layers.{i}.weight</c> and <c>layers.{i}.bias</c>, in the layout of <c>torch.nn.Linear</c>. A
/// normalized layer has <c>layers.{i}.norm.weight</c>, <c>.running_mean</c> and <c>.running_var</c> too, as in
/// <c>torch.nn.BatchNorm1d</c>, whose bias is <c>layers.{i}.bias</c>. Files of all earlier versions are read.</summary>
public static class NetworkFile
{
    /// <summary>Writes a network to a file. An existing file is replaced once the new one is whole and on the
    /// disk.</summary>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite, or a running variance is negative; nothing
    /// was written.</exception>
    /// <exception cref="InvalidOperationException">There are more layers, over ten thousand, than could be read again;
    /// nothing was written.</exception>
    public static void Save(Network network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        NetworkTensors.Check(network);
        AtomicFile.Write(path, stream => NetworkFormat.Write(network, stream));
    }

    /// <summary>Writes a network to a stream. The same network gives the same bytes.</summary>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite, or a running variance is negative; nothing
    /// was written.</exception>
    /// <exception cref="InvalidOperationException">There are more layers, over ten thousand, than could be read again;
    /// nothing was written.</exception>
    public static void Save(Network network, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(stream);
        NetworkTensors.Check(network);
        NetworkFormat.Write(network, stream);
    }

    /// <summary>Reads a network from a file.</summary>
    /// <exception cref="FormatException">The file is damaged, is something else, or was written by a newer version; the
    /// message names the file.</exception>
    public static Network Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        try
        {
            return Load(stream);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{path}' cannot be read as a network. {e.Message}", e);
        }
    }

    /// <summary>Reads a network from a stream, which must end with it.</summary>
    /// <exception cref="FormatException">The data is damaged, is something else, or was written by a newer
    /// version.</exception>
    public static Network Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return NetworkFormat.Read(stream);
    }
}
