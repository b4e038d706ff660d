using MLNet.Mlp.Core.Tests.Properties;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Whatever is done to a file, loading it gives a network or throws a <see cref="FormatException"/>. Any other
/// exception fails these tests.</summary>
public class HostileNetworkFileTests
{
    private static readonly Network _version1 = Network.Create(3, [4], 2, Activation.Tanh, seed: 1);

    private static readonly Network _version2 = Network.Create(2,
        [
            new HiddenLayer(3, Activation.Maxout) { Dropout = 0.25f, BatchNormalization = true },
            new HiddenLayer(2, Activation.SiLU),
        ], 1, seed: 2, output: OutputActivation.Sigmoid);

    public static TheoryData<int> Versions => [1, 2];

    private static Network NetworkOf(int version) => version == 1 ? _version1 : _version2;

    /// <summary>Null for a file that is refused.</summary>
    private static Network? LoadOrRefuse(byte[] data, HashSet<string>? messages = null)
    {
        try
        {
            return NetworkFile.Load(new MemoryStream(data));
        }
        catch (FormatException e)
        {
            Assert.InRange(e.Message.Length, 1, 4000);
            Assert.DoesNotContain(e.Message, char.IsControl);
            messages?.Add(e.Message);
            return null;
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_file_cut_off_anywhere_is_refused_also_from_a_stream_without_a_length(int version)
    {
        var whole = SavedNetwork.Bytes(NetworkOf(version));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(LoadOrRefuse(whole[..length]));
            using var pipe = new StreamWithoutLength(whole[..length]);
            Assert.Contains("ends within", Assert.Throws<FormatException>(() => NetworkFile.Load(pipe)).Message,
                StringComparison.Ordinal);
        }
    }

    // The checksum is one of the values. The sizes in the header must fit these and each other, and names that are not
    // known are refused; so only numbers can change unnoticed, and only those that scoring does not need, or nearly so.
    [Theory, MemberData(nameof(Versions))]
    public void A_flipped_bit_anywhere_is_refused_or_leaves_the_layers_and_parameters_as_they_were(int version)
    {
        var expected = NetworkOf(version);
        var data = SavedNetwork.Bytes(expected);
        var changed = new HashSet<string>();
        for (var bit = 0; bit < 8 * data.Length; bit++)
        {
            data[bit / 8] ^= (byte)(1 << bit % 8);
            if (LoadOrRefuse(data) is { } network)
            {
                SavedNetwork.AssertSameParameters(expected, network);
                changed.UnionWith(ChangedConstants(expected, network));
            }
            data[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.Equal(version == 1 ? [] : ["dropout", "epsilon", "momentum"], changed.Order());
    }

    private static IEnumerable<string> ChangedConstants(Network expected, Network actual)
    {
        foreach (var (one, other) in expected.Layers.Zip(actual.Layers))
        {
            if (one.Dropout != other.Dropout) yield return "dropout";
            if (one.Normalization?.Momentum != other.Normalization?.Momentum) yield return "momentum";
            if (one.Normalization?.Epsilon != other.Normalization?.Epsilon) yield return "epsilon";
        }
    }

    // As the checksum is of the values only. Another activation with such a name needs a name that is not.
    [Fact]
    public void No_flipped_bit_makes_one_activation_of_another()
    {
        Check(Enum.GetNames<Activation>());
        Check(Enum.GetNames<OutputActivation>());

        static void Check(string[] names)
        {
            foreach (var one in names)
                foreach (var other in names.Where(other => other.Length == one.Length && other != one))
                    Assert.True(one.ToLowerInvariant().Zip(other.ToLowerInvariant())
                        .Sum(pair => int.PopCount(pair.First ^ pair.Second)) > 1, $"{one} and {other}");
        }
    }

    [Fact]
    public void Any_damage_is_refused_or_gives_a_network_that_can_be_saved()
    {
        byte[][] files = [.. new[] { _version1, _version2 }.Select(SavedNetwork.Bytes).SelectMany(WithoutChecksumToo)];
        var messages = new HashSet<string>();
        PropertyCheck.ForAll(Mutation.Any, 2000, mutation =>
        {
            foreach (var data in files)
                if (LoadOrRefuse(mutation.Apply(data), messages) is { } damaged)
                    SavedNetwork.AssertSame(damaged, SavedNetwork.Load(SavedNetwork.Bytes(damaged)));
        });
        // The damage must have reached every check, or else all this would say little.
        foreach (var part in new[]
        {
            "the header is not the expected JSON", "bytes, but its place", "must start at", "ends within", "the type",
            "bytes after the last tensor", "'architecture' must be JSON", "must be one of", "is missing",
            "must hold finite values", "weights are damaged",
        })
            Assert.True(messages.Any(message => message.Contains(part, StringComparison.Ordinal)), part);
    }

    /// <summary>Without the checksum damage comes further.</summary>
    private static byte[][] WithoutChecksumToo(byte[] data) =>
        [data, SafetensorsText.Replace(data, "\"sha256\"", "\"other\"")];
}
