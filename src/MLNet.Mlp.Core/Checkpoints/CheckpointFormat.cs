using System.Globalization;
using MLNet.Mlp.Backends;
using MLNet.Mlp.Persistence;

namespace MLNet.Mlp.Checkpoints;

/// <summary>
/// A checkpoint as a safetensors file. The tensors of the network have the names that <see cref="NetworkTensors"/>
/// gives them, after <c>network.</c>, those of the best network after <c>best.</c>, and those of the session after
/// <c>session.</c>. The metadata says that it is a checkpoint, the version of this layout, the networks' architecture,
/// the rest of the run (see <see cref="CheckpointContents"/>), and a checksum of all that.
/// </summary>
internal static class CheckpointFormat
{
    /// <summary>Raised whenever a checkpoint written by this code could not be read by the code before it. Networks are
    /// kept for ever as networks; a checkpoint need not outlive its version of this library.</summary>
    public const int Version = 1;

    private const string FormatKey = "format";
    private const string FormatName = "mlnet-mlp-checkpoint";
    private const string VersionKey = "format_version";
    private const string ArchitectureVersionKey = "architecture_version";
    private const string ArchitectureKey = "architecture";
    private const string RunKey = "run";
    private const string ChecksumKey = "sha256";

    private const string NetworkPrefix = "network.";
    private const string BestPrefix = "best.";
    private const string SessionPrefix = "session.";

    public static void Write(TrainingCheckpoint checkpoint, Stream stream)
    {
        Tensor[] tensors =
        [
            .. WithPrefix(NetworkPrefix, NetworkTensors.Of(checkpoint.Network)),
            .. checkpoint.BestNetwork is { } best ? WithPrefix(BestPrefix, NetworkTensors.Of(best)) : [],
            .. WithPrefix(SessionPrefix, checkpoint.Session.Tensors),
        ];
        var (architectureVersion, architecture) = NetworkArchitecture.Write(checkpoint.Network);
        var run = CheckpointContents.Of(checkpoint).ToJson();
        var metadata = new KeyValuePair<string, string>[]
        {
            new(FormatKey, FormatName),
            new(VersionKey, Version.ToString(CultureInfo.InvariantCulture)),
            new(ArchitectureVersionKey, architectureVersion.ToString(CultureInfo.InvariantCulture)),
            new(ArchitectureKey, architecture),
            new(RunKey, run),
            new(ChecksumKey, NetworkFormat.Checksum(tensors, architecture + run)),
        };
        Safetensors.Write(stream, metadata, tensors);
    }

    /// <exception cref="FormatException">The data is damaged, is something else, or was written by a newer
    /// version.</exception>
    public static TrainingCheckpoint Read(Stream stream)
    {
        var header = Safetensors.ReadHeader(stream);
        var metadata = header.Metadata;
        if (metadata.GetValueOrDefault(FormatKey) != FormatName)
            throw new FormatException(
                "The safetensors data holds no checkpoint of MLNet.Mlp: " +
                $"its metadata has no entry '{FormatKey}' = '{FormatName}'.");
        CheckVersion(metadata, VersionKey, Version);
        var tensors = Safetensors.ReadValues(stream, header);
        var architecture = metadata.GetValueOrDefault(ArchitectureKey, "");
        var run = metadata.GetValueOrDefault(RunKey, "");
        var (expected, actual) =
            (metadata.GetValueOrDefault(ChecksumKey, ""), NetworkFormat.Checksum(tensors.Values, architecture + run));
        if (expected != actual)
            throw new FormatException($"It is damaged: its SHA-256 must be '{Excerpt.Of(expected)}'; got '{actual}'.");

        var contents = CheckpointContents.Parse(run);
        var (layers, output) = NetworkArchitecture.Read(
            CheckVersion(metadata, ArchitectureVersionKey, NetworkFormat.Version), architecture);
        Network ReadNetwork(string prefix) =>
            NetworkTensors.ReadNetwork(layers, output, WithoutPrefix(prefix, tensors));
        var session = new SessionState(contents.StepCount, [.. WithoutPrefix(SessionPrefix, tensors).Values]);
        return new TrainingCheckpoint(ReadNetwork(NetworkPrefix), session, contents.Reports(), contents.Run)
        {
            BestNetwork = contents.BestEpoch is null ? null : ReadNetwork(BestPrefix),
            BestEpoch = contents.BestEpoch,
            RowsDone = contents.RowsDone,
            EpochTotals = contents.Totals(),
            EpochDuration = new TimeSpan(contents.EpochTicks),
        };
    }

    private static int CheckVersion(IReadOnlyDictionary<string, string> metadata, string key, int newest)
    {
        var text = metadata.GetValueOrDefault(key);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw new FormatException($"Its '{key}' must be a positive number; got '{Excerpt.Of(text)}'.");
        if (version > newest)
            throw new FormatException(
                $"It was written by a newer version of MLNet.Mlp: its '{key}' is {version}, " +
                $"and this version reads up to {newest}. Update MLNet.Mlp to read it.");
        return version;
    }

    private static IEnumerable<Tensor> WithPrefix(string prefix, IEnumerable<Tensor> tensors) =>
        tensors.Select(tensor => tensor with { Name = prefix + tensor.Name });

    private static OrderedDictionary<string, Tensor> WithoutPrefix(
        string prefix, OrderedDictionary<string, Tensor> tensors)
    {
        var found = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in tensors)
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                found.Add(name[prefix.Length..], tensor with { Name = name[prefix.Length..] });
        return found;
    }
}
