using Microsoft.ML;

namespace MLNet.Mlp.Interop;

/// <summary>What all components of this library have alike in a saved model: beside the <c>Model.key</c> lies
/// <c>network.safetensors</c>, the network by itself.</summary>
internal static class NetworkEntry
{
    private const string Name = "network.safetensors";

    public static void Save(Network network, ModelSaveContext context) =>
        context.SaveBinaryStream(Name, writer => NetworkFile.Save(network, writer.BaseStream));

    /// <exception cref="FormatException">The network is missing or damaged.</exception>
    public static Network Load(ModelLoadContext context)
    {
        Network? network = null;
        if (!context.TryLoadBinaryStream(Name, reader => network = NetworkFile.Load(reader.BaseStream)))
            throw new FormatException($"The model's entry '{Name}' is missing.");
        return network!;
    }

    /// <summary>Refuses models of a later version. ML.NET would blame itself: "Make sure the model is trained with
    /// ML.NET 1.0.0.0 or older."</summary>
    /// <exception cref="FormatException">The model was written by a newer version.</exception>
    public static void CheckVersion(ModelLoadContext context, uint newest)
    {
        if (context.Header.ModelVerReadable > newest)
            throw new FormatException(
                "The model was written by a newer version of MLNet.Mlp: its format is " +
                $"{context.Header.ModelVerReadable:x8}, and this version reads up to {newest:x8}. " +
                "Update MLNet.Mlp to read it.");
    }

    /// <summary>Reads the name of a column.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static string ReadName(ModelLoadContext context)
    {
        var name = context.Reader.ReadString();
        return name.Length > 0 ? name : throw new FormatException("The model's name of a column must not be empty.");
    }

    /// <summary>Reads what a <c>Model.key</c> says of columns.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static T ReadColumns<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or OverflowException)
        {
            // BinaryReader throws IOException also for a damaged length of a text.
            throw new FormatException("The model's description of its columns is damaged.", e);
        }
    }
}
