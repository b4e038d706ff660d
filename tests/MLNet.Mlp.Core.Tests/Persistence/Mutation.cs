using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MLNet.Mlp.Core.Tests.Persistence;

/// <summary>Generated damage to safetensors data.</summary>
/// <param name="Edits">What is done, one after the other.</param>
/// <param name="FixesLength">Whether the length of the header is then made to fit, so that the damage gets past
/// it.</param>
internal sealed record Mutation(IReadOnlyList<Mutation.Edit> Edits, bool FixesLength)
{
    /// <summary>What is put into the header where something means it harm.</summary>
    private static readonly string[] _tokens =
    [
        "", "0", "-1", "-0", "2", "1e400", "1E-400", "0.5", "2147483647", "2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "null", "true", "NaN", "{}", "[]", "[[[[", "\"", "\\", "\\u0022",
        "\\ud800", "\u0000", "maxout", "\\u0022pieces\\u0022:2,", "\\u0022dropout\\u0022:1,", "layers.0.weight", ",",
        "}", "relu", "\u00ff\u00ff\u00ff\u00ff",
    ];

    /// <param name="Place">Where, as a fraction of the data.</param>
    /// <param name="Length">How many bytes there are replaced; null for as many as replace them.</param>
    /// <param name="Token">What replaces them: a byte for each character.</param>
    internal sealed record Edit(double Place, int? Length, string Token);

    public static Arbitrary<Mutation> Any { get; } = Arb.From(
        from edits in Gen.NonEmptyListOf(
            from place in Gen.Choose(0, 1_000_000)
            from length in Gen.Frequency(
                (2, Gen.Constant((int?)null)), (1, Gen.Choose(0, 40).Select(length => (int?)length)))
            from token in Gen.OneOf(
                Gen.Elements(_tokens), Gen.Choose(0, 255).Select(code => ((char)code).ToString()))
            select new Edit(place / 1_000_000.0, length, token)).Resize(4)
        from fixesLength in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new Mutation([.. edits], fixesLength));

    /// <summary>The data damaged.</summary>
    public byte[] Apply(byte[] data)
    {
        var header = (long)BinaryPrimitives.ReadUInt64LittleEndian(data);
        List<byte> changed = [.. data];
        foreach (var (place, length, token) in Edits)
        {
            var at = (int)(place * changed.Count);
            var inserted = Encoding.Latin1.GetBytes(token);
            var replaced = Math.Min(length ?? inserted.Length, changed.Count - at);
            changed.RemoveRange(at, replaced);
            changed.InsertRange(at, inserted);
            if (at < sizeof(ulong) + header) header += inserted.Length - replaced;
        }
        byte[] mutated = [.. changed];
        if (FixesLength && mutated.Length >= sizeof(ulong)) BinaryPrimitives.WriteInt64LittleEndian(mutated, header);
        return mutated;
    }

    public override string ToString() => $"{string.Join(", ", Edits)}{(FixesLength ? ", length fixed" : "")}";
}
