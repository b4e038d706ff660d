using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Interop;

/// <summary>How <see cref="ModelOutputs"/> lie in a saved model: a word for what they mean, then what the network does
/// not say by itself.</summary>
internal static class OutputsFormat
{
    private const string Multiclass = "multiclass";
    private const string Binary = "binary";
    private const string Regression = "regression";

    public static void Save(ModelOutputs outputs, BinaryWriter writer)
    {
        switch (outputs)
        {
            case MulticlassOutputs multiclass:
                writer.Write(Multiclass);
                SaveMulticlass(multiclass, writer);
                break;
            case BinaryOutputs:
                writer.Write(Binary);
                break;
            case RegressionOutputs regression:
                writer.Write(Regression);
                writer.Write(regression.IsVector);
                break;
            default:
                throw new NotSupportedException($"Outputs of type {outputs.GetType().Name} cannot be saved.");
        }
    }

    /// <exception cref="FormatException">The outputs are of an unknown kind, or not those of the network.</exception>
    public static ModelOutputs Load(BinaryReader reader, Network network)
    {
        var kind = reader.ReadString();
        switch (kind)
        {
            case Multiclass:
                return LoadMulticlass(reader, network);
            case Binary:
                Require(network.OutputSize == 1, kind, "one output", network);
                return new BinaryOutputs(hasProbability: network.Output == OutputActivation.Sigmoid);
            case Regression:
                var isVector = reader.ReadBoolean();
                Require(network.Output == OutputActivation.Identity, kind, "outputs that are Identity", network);
                Require(isVector || network.OutputSize == 1, kind, "one output, as it predicts no vector", network);
                return new RegressionOutputs(isVector ? network.OutputSize : null);
            default:
                throw new FormatException(
                    $"The outputs of the model must be one of {Multiclass}, {Binary}, {Regression}; got " +
                    $"'{Excerpt.Of(kind)}'.");
        }
    }

    /// <summary>Reads what there was before there were other kinds.</summary>
    public static MulticlassOutputs LoadMulticlass(BinaryReader reader, Network network)
    {
        Require(network.OutputSize >= 2, Multiclass, "at least two outputs", network);
        var labelValues = reader.ReadBoolean() ? LabelValues.Load(reader, network.OutputSize) : null;
        return new MulticlassOutputs(network.OutputSize, labelValues);
    }

    private static void SaveMulticlass(MulticlassOutputs outputs, BinaryWriter writer)
    {
        writer.Write(outputs.LabelValues is not null);
        outputs.LabelValues?.Save(writer);
    }

    private static void Require(bool fits, string kind, string needed, Network network)
    {
        if (!fits)
            throw new FormatException(
                $"The network of a {kind} model must have {needed}; got {network.OutputSize} that are " +
                $"{network.Output}.");
    }
}
